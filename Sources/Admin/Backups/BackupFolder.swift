import Crypto
import Domain
import Foundation

/// Where the files of a backup lie.
struct BackupFolder: Sendable {
    static let dump = "database.dump"
    static let redactions = "redactions.jsonl"
    static let manifest = "manifest.json"
    /// The manifest's digest, as sha256sum writes and checks it.
    static let seal = "manifest.sha256"
    static let signature = "manifest.sig"
    /// How the name of one begins that is being made.
    static let unfinished = ".making-"

    let path: String

    init(_ path: String) {
        self.path = URL(filePath: path).standardizedFileURL.path
    }

    func file(_ name: String) -> String { path + "/" + name }

    /// Nobody else reads a byte of it, from the first on.
    func write(_ bytes: some Collection<UInt8>, as name: String) throws {
        guard
            FileManager.default.createFile(
                atPath: file(name), contents: Data(bytes), attributes: [.posixPermissions: 0o600])
        else { throw Failure.refused("\(file(name)) can't be written. Is there room?") }
    }

    /// Size and digest, a piece at a time: a dump may be larger than the memory.
    func described(_ name: String) throws -> BackupManifest.File {
        let handle = try FileHandle(forReadingFrom: URL(filePath: file(name)))
        var (hash, size) = (SHA256(), 0)
        while let piece = try handle.read(upToCount: 1 << 20), !piece.isEmpty {
            hash.update(data: piece)
            size += piece.count
        }
        try handle.close()
        return BackupManifest.File(
            name: name, bytes: size, sha256: Hex.text(Array(hash.finalize())))
    }

    /// What was written is on the disk when this returns.
    static func flush(_ path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw Failure.refused("\(path) can't be read.") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw Failure.refused("\(path) can't be flushed to disk.") }
    }
}

extension BackupFolder {
    /// The names of those that are in it.
    func backups() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).filter {
            Self.time(of: $0) != nil
                && FileManager.default.fileExists(atPath: file($0 + "/" + Self.manifest))
        }
    }

    /// Those that were being made when something was killed, a day ago or longer.
    func abandoned(at now: Date) throws -> [String] {
        let files = FileManager.default
        return try files.contentsOfDirectory(atPath: path).filter { name in
            guard name.hasPrefix(Self.unfinished) else { return false }
            let changed = try files.attributesOfItem(atPath: file(name))[.modificationDate]
            return (changed as? Date).map { now.timeIntervalSince($0) > 86_400 } ?? false
        }
    }

    func latest() throws -> BackupFolder {
        guard let name = try backups().max() else {
            throw Failure.refused("There is no backup in \(path).")
        }
        return BackupFolder(file(name))
    }

    /// `2026-11-26T210424Z`: sorts by time, and every file system takes it.
    static func name(at time: Date) -> String {
        let whole = Date(timeIntervalSince1970: time.timeIntervalSince1970.rounded(.down))
        return Instant.text(whole).replacing(":", with: "")
    }

    /// Nil of any other name.
    static func time(of name: String) -> Date? {
        guard let parts = name.wholeMatch(of: /(\d{4}-\d{2}-\d{2}T\d{2})(\d{2})(\d{2})Z/)?.output
        else { return nil }
        return Instant.date("\(parts.1):\(parts.2):\(parts.3)Z")
    }
}
