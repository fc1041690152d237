import Crypto
package import Domain
import Foundation

/// The Ed25519 key that signs checkpoints. It is kept where the database can't be reached from.
package struct CheckpointKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    package init(random: inout some RandomNumberGenerator) throws {
        let seed = (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) }
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    }

    /// Reads the text of a key file; nil when it holds none.
    package init?(text: String) {
        let digits = text.trimmingCharacters(in: .whitespacesAndNewlines)
        // What isn't 32 bytes is no key.
        guard let seed = Hex.bytes(digits),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
        else { return nil }
        self.key = key
    }

    /// What a key file holds. Secret.
    package var text: String { Hex.text(Array(key.rawRepresentation)) }

    /// What verifies, and may be known to everyone.
    package var publicText: String { Hex.text(Array(key.publicKey.rawRepresentation)) }

    /// The file: the checkpoint's text, and the signature in a line below it.
    package func signed(_ checkpoint: Checkpoint) throws -> String {
        let signature = try signature(of: checkpoint.text.utf8)
        return checkpoint.text + "\nsignature=" + signature + "\n"
    }
}

extension CheckpointKey {
    /// In hexadecimal, over any bytes: a backup's manifest is signed with it too.
    package func signature(of bytes: some Collection<UInt8>) throws -> String {
        Hex.text(Array(try key.signature(for: Data(bytes))))
    }

    /// Whether the key that belongs to `publicText` signed just these bytes.
    package static func didSign(
        _ bytes: some Collection<UInt8>, signature: String, publicText: String
    ) -> Bool {
        guard
            let signature = Hex.bytes(signature.trimmingCharacters(in: .whitespacesAndNewlines)),
            let raw = Hex.bytes(publicText.trimmingCharacters(in: .whitespacesAndNewlines)),
            let key = try? Curve25519.Signing.PublicKey(rawRepresentation: raw)  // Else no key.
        else { return false }
        return key.isValidSignature(Data(signature), for: Data(bytes))
    }
}

extension Checkpoint {
    /// Reads a signed file; nil unless the key that belongs to `publicText` signed just this.
    package init?(signed file: String, by publicText: String) {
        let lines = file.split(separator: "\n", omittingEmptySubsequences: true)
        guard let last = lines.last, last.hasPrefix("signature="),
            case let text = lines.dropLast().joined(separator: "\n"),
            CheckpointKey.didSign(
                text.utf8, signature: String(last.dropFirst(10)), publicText: publicText)
        else { return nil }
        self.init(text: text)
    }
}

extension CheckpointKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "CheckpointKey of \(publicText)" }
    package var customMirror: Mirror { Mirror(self, children: ["public": publicText]) }
}
