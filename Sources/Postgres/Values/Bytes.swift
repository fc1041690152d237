public import Foundation

extension UInt8: PostgresEncodable, PostgresDecodable {
    /// An array of bytes is a `bytea`.
    public static func postgresText(ofArray elements: [UInt8]) -> String {
        Hex.text(elements)
    }

    /// An array of bytes is a `bytea`.
    public static func array(postgresText text: String) throws(DecodingFailure) -> [UInt8] {
        guard let bytes = Hex.bytes(text) else { throw DecodingFailure(of: [UInt8].self) }
        return bytes
    }
}

extension Data: PostgresEncodable, PostgresDecodable {
    /// The `bytea` form.
    public var postgresText: String? { Hex.text(self) }

    /// Reads the `bytea` form.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let bytes = Hex.bytes(postgresText) else { throw DecodingFailure(of: Data.self) }
        self.init(bytes)
    }
}

/// The text form of `bytea`: `\x` and two digits for each byte.
enum Hex {
    static let digits = Array("0123456789abcdef".utf8)

    static func text(_ bytes: some Collection<UInt8>) -> String {
        String(unsafeUninitializedCapacity: 2 + 2 * bytes.count) { text in
            (text[0], text[1]) = (UInt8(ascii: "\\"), UInt8(ascii: "x"))
            var place = 2
            for byte in bytes {
                text[place] = digits[Int(byte >> 4)]
                text[place + 1] = digits[Int(byte & 15)]
                place += 2
            }
            return place
        }
    }

    static func bytes(_ text: String) -> [UInt8]? {
        let digits = Array(text.utf8.dropFirst(2))
        guard text.hasPrefix("\\x"), digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = value(digits[place]), let low = value(digits[place + 1]) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
