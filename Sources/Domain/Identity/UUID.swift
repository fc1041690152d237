package import Foundation

/// Read and written byte by byte: Foundation's forms go through `sprintf` and `sscanf`, and a request
/// has many ids.
extension UUID {
    /// In lower case, with hyphens.
    package var text: String {
        withUnsafeBytes(of: uuid) { bytes in
            String(unsafeUninitializedCapacity: 36) { text in
                var place = 0
                for (index, byte) in bytes.enumerated() {
                    if Self.isBehindHyphen(index) {
                        text[place] = UInt8(ascii: "-")
                        place += 1
                    }
                    text[place] = Hex.digit(byte >> 4)
                    text[place + 1] = Hex.digit(byte & 15)
                    place += 2
                }
                return place
            }
        }
    }

    /// Reads the form with hyphens, in letters of any case; nil for anything else.
    package init?(text: some StringProtocol) {
        var value: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        var text = String(text)
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
            guard let high = Hex.value(of: text[place]), let low = Hex.value(of: text[place + 1])
            else { return false }
            bytes[index] = high << 4 | low
            place += 2
        }
        return true
    }

    private static func isBehindHyphen(_ index: Int) -> Bool {
        index == 4 || index == 6 || index == 8 || index == 10
    }

    package init(high: UInt64, low: UInt64) {
        self = withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { bytes in
            UUID(uuid: bytes.load(as: uuid_t.self))
        }
    }
}
