import Crypto

/// What lets someone in, once, whose app is lost: 120 random bits, in six groups of four letters.
/// Only the digest is stored; enough bits that no slow hash is needed (ASVS 5.0, 6.5.2).
struct RecoveryCode {
    let text: String
    let digest: [UInt8]

    init(_ bytes: [UInt8]) {
        let letters = Base32.text(bytes)
        text = stride(from: 0, to: letters.count, by: 4)
            .map { String(letters.dropFirst($0).prefix(4)) }.joined(separator: "-")
        digest = Self.digest(of: letters)
    }

    static let length = 15

    /// Of what someone typed: in any case, with or without hyphens and spaces.
    static func digest(of typed: String) -> [UInt8] {
        let letters = typed.uppercased().utf8.filter { $0 != 45 && $0 != 32 }
        return Array(SHA256.hash(data: letters))
    }
}
