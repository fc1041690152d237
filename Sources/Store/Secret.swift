import Crypto
import Domain
package import Foundation

/// What a session or an API token is known by: the institution's id in clear, for no row is visible
/// before the tenant is set, and 256 random bits. Only the digest is stored.
///
/// As text: `pp_` and the institution's id in hexadecimal, `_`, and the bits in base64url.
package struct Secret: Sendable, Equatable {
    package let institution: UUID
    private let bits: [UInt8]

    package init(of institution: UUID, random: inout some RandomNumberGenerator) {
        self.institution = institution
        bits = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    /// Reads what a client sent; nil when it can't be one of ours.
    package init?(text: String) {
        let parts = text.split(separator: "_", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "pp",
            let institution = UUID(hexadecimal: parts[1]),
            let bits = Self.decode(parts[2]), bits.count == 32
        else { return nil }
        (self.institution, self.bits) = (institution, bits)
    }

    /// Handed out once, at the making. Never logged: `description` hides it.
    package var text: String {
        let id = institution.text.replacing("-", with: "")
        return "pp_\(id)_\(Self.encode(bits))"
    }

    /// SHA-256 of the bits: enough for 256 random ones, no slow hash is needed.
    package var digest: [UInt8] { Array(SHA256.hash(data: bits)) }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Base64url without padding, byte by byte: each request brings one.
    private static func decode(_ text: Substring) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count * 3 / 4)
        var (pending, count) = (0, 0)
        for letter in text.utf8 {
            guard let value = value(of: letter) else { return nil }
            pending = (pending << 6 | value) & 0xFFFF
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> count))
            }
        }
        return bytes
    }

    private static func value(of letter: UInt8) -> Int? {
        switch letter {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(letter) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(letter) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(letter) - 48 + 52
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    package var description: String { "Secret of \(institution)" }
    package var customMirror: Mirror { Mirror(self, children: ["institution": institution]) }
}

extension UUID {
    fileprivate init?(hexadecimal text: Substring) {
        guard text.utf8.count == 32 else { return nil }
        var halves: [UInt64] = []
        for half in [text.prefix(16), text.suffix(16)] {
            guard let value = UInt64(half, radix: 16) else { return nil }
            halves.append(value)
        }
        self.init(high: halves[0], low: halves[1])
    }
}
