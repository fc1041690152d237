/// Points, exact to a thousandth; written as decimals ("9.5"), never as binary floats.
package struct Points: Sendable, Hashable {
    package static let zero = Points(thousandths: 0)
    /// A thousand million: sums of many can't overflow.
    package static let limit = 1_000_000_000_000

    package let thousandths: Int

    package init(thousandths: Int) {
        self.thousandths = thousandths
    }

    /// Takes digits with at most three decimals and an optional minus; refuses anything else.
    package init?(_ text: some StringProtocol) {
        let isNegative = text.hasPrefix("-")
        let parts = text.dropFirst(isNegative ? 1 : 0)
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let decimals = parts.count == 2 ? parts[1] : "0"
        guard let units = Self.number(parts[0], digits: 1...9),
            let fraction = Self.number(decimals, digits: 1...3)
        else { return nil }
        let scale = [100, 10, 1][decimals.count - 1]
        let size = units * 1000 + fraction * scale
        self.init(thousandths: isNegative ? -size : size)
    }

    private static func number(_ text: some StringProtocol, digits: ClosedRange<Int>) -> Int? {
        guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) })
        else {
            return nil
        }
        return Int(text)
    }

    /// This share of the points, rounded half away from zero to a thousandth.
    package func share(_ share: Share) -> Points {
        Points(thousandths: Rounding.half(thousandths * share.thousandths, by: 1000))
    }
}

extension Points: CustomStringConvertible {
    package var description: String {
        let (units, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1000)
        let sign = thousandths < 0 ? "-" : ""
        guard rest > 0 else { return "\(sign)\(units)" }
        var decimals = String(String(1000 + rest).dropFirst())
        while decimals.hasSuffix("0") { decimals.removeLast() }
        return "\(sign)\(units).\(decimals)"
    }
}

extension Points: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }
}

extension Points: AdditiveArithmetic {
    package static func + (left: Self, right: Self) -> Self {
        Points(thousandths: left.thousandths + right.thousandths)
    }

    package static func - (left: Self, right: Self) -> Self {
        Points(thousandths: left.thousandths - right.thousandths)
    }
}

extension Points: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let points = Points(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "points are decimals with at most three places")
        }
        self = points
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
