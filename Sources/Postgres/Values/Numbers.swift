public import Foundation

extension Bool: PostgresEncodable, PostgresDecodable {
    /// `t` or `f`.
    public var postgresText: String? { self ? "t" : "f" }

    /// Reads `t` or `f`.
    public init(postgresText: String) throws(DecodingFailure) {
        switch postgresText {
        case "t", "true": self = true
        case "f", "false": self = false
        default: throw DecodingFailure(of: Bool.self)
        }
    }
}

extension PostgresEncodable where Self: BinaryInteger {
    /// The number in decimal.
    public var postgresText: String? { description }
}

extension PostgresDecodable where Self: FixedWidthInteger {
    /// Reads a decimal number that fits the type.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let value = Self(postgresText) else { throw DecodingFailure(of: Self.self) }
        self = value
    }
}

extension Int: PostgresEncodable, PostgresDecodable {}
extension Int64: PostgresEncodable, PostgresDecodable {}
extension Int32: PostgresEncodable, PostgresDecodable {}
extension Int16: PostgresEncodable, PostgresDecodable {}

extension Double: PostgresEncodable, PostgresDecodable {
    /// The shortest text that reads back to the same number.
    public var postgresText: String? {
        isNaN ? "NaN" : isInfinite ? (self < 0 ? "-Infinity" : "Infinity") : description
    }

    /// Reads a number, `NaN` or an infinity.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let value = Double(postgresText) else { throw DecodingFailure(of: Double.self) }
        self = value
    }
}

extension Decimal: PostgresEncodable, PostgresDecodable {
    /// The number with a point, whatever the locale.
    public var postgresText: String? { isNaN ? "NaN" : description }

    /// Reads a `numeric` of at most 38 digits; more would be lost, so it is refused.
    public init(postgresText: String) throws(DecodingFailure) {
        let posix = Locale(identifier: "en_US_POSIX")
        let digits = postgresText.filter(\.isNumber).drop { $0 == "0" }.count
        if postgresText == "NaN" {
            self = .nan
        } else if digits <= 38, let value = Decimal(string: postgresText, locale: posix) {
            self = value
        } else {
            throw DecodingFailure(of: Decimal.self)
        }
    }
}
