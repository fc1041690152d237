import Crypto
import Domain
import Foundation
import Store

/// What a backup says of itself: what it holds, and what was true of the database at that moment.
struct BackupManifest: Codable, Sendable {
    struct File: Codable, Sendable, Equatable {
        let name: String
        let bytes: Int
        let sha256: String
    }

    /// Of this form of folder.
    let format: Int
    /// As `Instant` writes it.
    let madeAt: String
    let madeBy: String
    /// What dumped it, as in `pg_dump (PostgreSQL) 15.14`.
    let program: String
    let facts: DatabaseFacts
    /// SHA-256 of the schema as pg_dump tells it.
    let schema: String
    /// How many redactions the log beside it has.
    let redactions: Int
    let files: [File]

    static let format = 1

    func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// Reads it, once its digest holds, and its signature where `publicKey` is given.
    static func read(from folder: BackupFolder, publicKey: String?) throws -> BackupManifest {
        guard let data = FileManager.default.contents(atPath: folder.file(BackupFolder.manifest))
        else {
            throw BackupFault("manifest-missing", "\(folder.path) holds no manifest.json")
        }
        let sealed = try? String(contentsOfFile: folder.file(BackupFolder.seal), encoding: .utf8)
        guard sealed == seal(of: data) else {
            throw BackupFault("manifest-edited", "its SHA-256 isn't the one in manifest.sha256")
        }
        if let publicKey { try check(data, signedBy: publicKey, folder) }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        // Why doesn't matter: it isn't one that this release wrote.
        guard let manifest = try? decoder.decode(BackupManifest.self, from: data),
            manifest.format == format
        else {
            throw BackupFault("manifest-unreadable", "it isn't of this release's form")
        }
        return manifest
    }

    private static func check(
        _ data: Data, signedBy publicKey: String, _ folder: BackupFolder
    ) throws {
        let path = folder.file(BackupFolder.signature)
        guard let signature = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw BackupFault("manifest-unsigned", "there is no manifest.sig")
        }
        guard CheckpointKey.didSign(data, signature: signature, publicText: publicKey) else {
            throw BackupFault("signature-differs", "that key didn't sign this manifest")
        }
    }

    /// A line as sha256sum has it.
    static func seal(of data: Data) -> String {
        Hex.text(Array(SHA256.hash(data: data))) + "  " + BackupFolder.manifest + "\n"
    }
}

/// Something that is off, by a name that scripts know.
struct BackupFault: Error {
    let code: String
    let detail: String

    init(_ code: String, _ detail: String) {
        (self.code, self.detail) = (code, detail)
    }
}
