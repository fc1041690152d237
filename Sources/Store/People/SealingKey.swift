import Crypto
import Domain
import Foundation

/// The key under which secrets are sealed that the service must read again. It is kept where the
/// database isn't, so that whoever has a copy of that has none of them.
package struct SealingKey: Sendable {
    private let key: SymmetricKey

    package init(random: inout some RandomNumberGenerator) {
        key = SymmetricKey(
            data: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
    }

    /// Reads the text of a key file: 64 hexadecimal digits; nil when it holds none.
    package init?(text: String) {
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
        guard let bytes = Hex.bytes(digits), bytes.count == 32 else { return nil }
        key = SymmetricKey(data: bytes)
    }

    /// What a key file holds. Secret.
    package var text: String { Hex.text(key.withUnsafeBytes { Array($0) }) }

    /// ChaCha20-Poly1305. Opens for the same `owner` only, so a row can't be given to another.
    func seal(_ secret: [UInt8], of owner: String) throws -> [UInt8] {
        let box = try ChaChaPoly.seal(secret, using: key, authenticating: Data(owner.utf8))
        return Array(box.combined)
    }

    /// Nil when it was sealed under another key or for another owner, or is damaged.
    func open(_ sealed: [UInt8], of owner: String) -> [UInt8]? {
        // Whatever is wrong with it, it doesn't open.
        guard let box = try? ChaChaPoly.SealedBox(combined: sealed),
            let secret = try? ChaChaPoly.open(
                box, using: key, authenticating: Data(owner.utf8))
        else { return nil }
        return Array(secret)
    }
}

extension SealingKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "SealingKey" }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
