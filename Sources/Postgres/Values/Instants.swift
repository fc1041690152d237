public import Foundation

extension Date: PostgresEncodable, PostgresDecodable {
    /// The instant in UTC to the microsecond, as `timestamptz` keeps it.
    public var postgresText: String? {
        let micros = Int((timeIntervalSince1970 * 1e6).rounded())
        let (days, rest) = micros.quotientAndRemainder(flooredBy: 86_400_000_000)
        let (year, month, day) = Calendar.civil(days)
        let seconds = rest / 1_000_000
        var text = ""
        text.reserveCapacity(32)
        text.append(year > 0 ? year : 1 - year, width: 4, behind: "")
        text.append(month, width: 2, behind: "-")
        text.append(day, width: 2, behind: "-")
        text.append(seconds / 3600, width: 2, behind: " ")
        text.append(seconds / 60 % 60, width: 2, behind: ":")
        text.append(seconds % 60, width: 2, behind: ":")
        text.append(rest % 1_000_000, width: 6, behind: ".")
        text += year > 0 ? "+00" : "+00 BC"
        return text
    }

    /// Reads `timestamptz`, `timestamp` and `date`, the latter two as UTC; refuses infinities.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let micros = InstantText(postgresText)?.micros else {
            throw DecodingFailure(of: Date.self)
        }
        self.init(timeIntervalSince1970: Double(micros) / 1e6)
    }
}

extension String {
    fileprivate mutating func append(_ number: Int, width: Int, behind mark: String) {
        self += mark
        var bound = 10
        for _ in 1..<width {
            if number < bound { self += "0" }
            bound *= 10
        }
        self += String(number)
    }
}

extension Int {
    fileprivate func quotientAndRemainder(flooredBy divisor: Int) -> (Int, Int) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}

/// Days since 1970 and the Gregorian calendar, by Howard Hinnant's algorithms: Foundation's
/// calendars are slower by orders and switch to the Julian one.
private enum Calendar {
    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooredBy: 146_097)
        let leaps = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.quotientAndRemainder(flooredBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Reads `2026-01-02 03:04:05.678901+05:30 BC` in DateStyle ISO, byte by byte: a list has many.
private struct InstantText {
    private(set) var micros = 0
    private var rest: ArraySlice<UInt8>

    init?(_ text: String) {
        rest = Array(text.utf8)[...]
        let isBeforeChrist = text.hasSuffix(" BC")
        if isBeforeChrist { rest.removeLast(3) }
        guard let year = number(), take("-"), let month = number(), take("-"),
            let day = number()
        else { return nil }
        let days = Calendar.days(year: isBeforeChrist ? 1 - year : year, month: month, day: day)
        guard Self.countable.contains(days) else { return nil }
        micros = days * 86_400_000_000
        guard !rest.isEmpty else { return }
        guard take(" "), let time = clock() else { return nil }
        let fraction = take(".") ? self.fraction() : 0
        guard let fraction, let offset = offset(), rest.isEmpty else { return nil }
        micros += (time - offset) * 1_000_000 + fraction
    }

    // Of 1970, some 270,000 years each way: no time of a day takes their microseconds over `Int`.
    private static let countable = -100_000_000...100_000_000

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: mark) else { return false }
        rest.removeFirst()
        return true
    }

    /// Six digits at most: also what no database wrote is read here.
    private mutating func number() -> Int? {
        var (value, count) = (0, 0)
        while let digit = rest.first, digit >= 48, digit <= 57, count < 6 {
            value = value * 10 + Int(digit - 48)
            count += 1
            rest.removeFirst()
        }
        return count > 0 ? value : nil
    }

    /// Seconds of `05`, `05:30` or `05:30:01`.
    private mutating func clock() -> Int? {
        var seconds = 0
        for unit in [3600, 60, 1] {
            guard let value = number() else { return nil }
            seconds += value * unit
            guard unit > 1, take(":") else { break }
        }
        return seconds
    }

    private mutating func fraction() -> Int? {
        let before = rest.count
        guard var value = number() else { return nil }
        let digits = before - rest.count
        guard digits <= 6 else { return nil }
        for _ in digits..<6 { value *= 10 }
        return value
    }

    private mutating func offset() -> Int? {
        if take("+") { return clock() }
        if take("-") { return clock().map { -$0 } }
        return 0
    }
}
