/// RFC 4648, 6, without padding: how authenticator apps take a secret that is typed.
package enum Base32 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

    package static func text(_ bytes: [UInt8]) -> String {
        var (text, pending, count) = ("", 0, 0)
        for byte in bytes {
            pending = (pending << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 5 {
                count -= 5
                text.append(letters[pending >> count & 31])
            }
        }
        if count > 0 { text.append(letters[pending << (5 - count) & 31]) }
        return text
    }
}
