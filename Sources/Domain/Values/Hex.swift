/// Bytes as two digits each, in small letters.
package enum Hex {
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// Nil when the text is anything else.
    package static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        let digits = text.utf8.map { UInt8($0) }
        guard digits.count.isMultiple(of: 2) else { return nil }
        let bytes = stride(from: 0, to: digits.count, by: 2).map { place in
            UInt8(String(decoding: digits[place..<place + 2], as: UTF8.self), radix: 16)
        }
        // "+1" would be read as a number too.
        guard bytes.allSatisfy({ $0 != nil }), !digits.contains(UInt8(ascii: "+")) else {
            return nil
        }
        return bytes.compactMap(\.self)
    }
}
