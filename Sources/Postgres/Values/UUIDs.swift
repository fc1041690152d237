public import Foundation

/// Not by Foundation's text form, which goes through `sprintf` and `sscanf`: a row has a dozen ids.
extension UUID: PostgresEncodable, PostgresDecodable {
    /// The usual form with hyphens, in lower case.
    public var postgresText: String? {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var place = 0
                for (index, byte) in bytes.enumerated() {
                    if Self.isBehindHyphen(index) {
                        text[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    text[place] = Hex.digits[Int(byte >> 4)]
                    text[place + 1] = Hex.digits[Int(byte & 15)]
                    place += 2
                }
                return place
            }
        }
    }

    /// Reads the usual form.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let value = UUID(hyphenated: postgresText) else {
            throw DecodingFailure(of: UUID.self)
        }
        self = value
    }

    private init?(hyphenated text: String) {
        var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        var text = text
        let isRead = text.withUTF8 { text in
            withUnsafeMutableBytes(of: &value) { Self.read(text, into: $0) }
        }
        guard isRead else { return nil }
        self.init(uuid: value)
    }

    private static func read(
        _ text: UnsafeBufferPointer<UInt8>, into bytes: UnsafeMutableRawBufferPointer
    ) -> Bool {
        guard text.count == 36 else { return false }
        var place = 0
        for index in 0..<16 {
            if isBehindHyphen(index) {
                guard text[place] == UInt8(ascii: "-") else { return false }
                place += 1
            }
            guard let high = Hex.value(text[place]), let low = Hex.value(text[place + 1]) else {
                return false
            }
            bytes[index] = high << 4 | low
            place += 2
        }
        return true
    }

    private static func isBehindHyphen(_ index: Int) -> Bool {
        index == 4 || index == 6 || index == 8 || index == 10
    }
}
