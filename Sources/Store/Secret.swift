import Crypto
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
        let id = institution.uuidString.replacing("-", with: "").lowercased()
        return "pp_\(id)_\(Self.encode(bits))"
    }

    /// SHA-256 of the bits: enough for 256 random ones, no slow hash is needed.
    package var digest: [UInt8] { Array(SHA256.hash(data: bits)) }

    private static func encode(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString()
            .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private static func decode(_ text: Substring) -> [UInt8]? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - standard.count % 4) % 4)
        return Data(base64Encoded: standard + padding).map(Array.init)
    }
}

extension Secret: CustomStringConvertible, CustomReflectable {
    package var description: String { "Secret of \(institution)" }
    package var customMirror: Mirror { Mirror(self, children: ["institution": institution]) }
}

extension UUID {
    fileprivate init?(hexadecimal text: Substring) {
        guard text.utf8.count == 32 else { return nil }
        var dashed = String(text)
        for offset in [20, 16, 12, 8] {
            dashed.insert("-", at: dashed.index(dashed.startIndex, offsetBy: offset))
        }
        self.init(uuidString: dashed)
    }
}
