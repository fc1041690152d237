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
    /// SHA-256 of the bits: enough for 256 random ones, no slow hash is needed.
    package let digest: [UInt8]

    package init(of institution: UUID, random: inout some RandomNumberGenerator) {
        self.init(institution, (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    private init(_ institution: UUID, _ bits: [UInt8]) {
        self.institution = institution
        self.bits = bits
        digest = Array(SHA256.hash(data: bits))
    }

    /// Reads what a client sent; nil when it can't be one of ours.
    package init?(text: String) {
        let letters = Array(text.utf8)
        guard letters.count == 79, letters.starts(with: Self.mark),
            letters[35] == UInt8(ascii: "_"),
            let institution = UUID(hexadecimal: letters[3..<35]),
            let bits = Self.decode(letters[36...]), bits.count == 32
        else { return nil }
        self.init(institution, bits)
    }

    /// Handed out once, at the making. Never logged: `description` hides it.
    package var text: String {
        let id = institution.text.replacing("-", with: "")
        return "pp_\(id)_\(Self.encode(bits))"
    }

    private static let mark = Array("pp_".utf8)

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Base64url without padding, byte by byte: each request brings one.
    private static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count * 3 / 4)
        var (pending, count) = (0, 0)
        for letter in text {
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
    /// From 32 digits.
    fileprivate init?(hexadecimal digits: ArraySlice<UInt8>) {
        var (high, low) = (UInt64(0), UInt64(0))
        for digit in digits {
            guard let value = Hex.value(of: digit) else { return nil }
            high = high << 4 | low >> 60
            low = low << 4 | UInt64(value)
        }
        self.init(high: high, low: low)
    }
}
