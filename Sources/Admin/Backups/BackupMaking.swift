import Domain
import Foundation
import Postgres
import Programs
import Store

/// Makes one backup.
struct BackupMaking: Sendable {
    let client: PostgresClient
    let environment: PostgresEnvironment
    let key: CheckpointKey?
    let operatorName: String

    /// Answers the folder. It is made beside its place and moved there when it is on the disk.
    func run(
        into place: String, at now: Date
    ) async throws -> (path: String, manifest: BackupManifest) {
        let path = BackupFolder(place).file(BackupFolder.name(at: now))
        let making = BackupFolder(
            BackupFolder(place).file(BackupFolder.unfinished + UUID().uuidString))
        do {
            try Self.makeFolder(place, mayBeThere: true)
            guard !FileManager.default.fileExists(atPath: path) else { throw Self.isThere(path) }
            try Self.makeFolder(making.path, mayBeThere: false)
            let manifest = try await fill(making, at: now)
            try Self.publish(making, as: path)
            return (path, manifest)
        } catch {
            try? FileManager.default.removeItem(atPath: making.path)  // It may not be there.
            throw error
        }
    }

    private func fill(_ folder: BackupFolder, at now: Date) async throws -> BackupManifest {
        let written = try await WholeDatabase(client).snapshot { snapshot, facts in
            let dump = Dump(
                programs: try Dump.programs(facts.serverVersion), environment: environment)
            let rows = facts.rows.values.reduce(0, +)
            Progress.say("dumping \(rows) rows of \(facts.rows.count) tables")
            // pg_dump would let others of this machine read it.
            try folder.write([], as: BackupFolder.dump)
            try await dump.write(snapshot, to: folder.file(BackupFolder.dump))
            let schema = try await dump.schema(leavingOut: facts.foreignRoles, snapshot: snapshot)
            return (facts, schema, try await dump.version())
        }
        let redactions = try await writeRedactions(to: folder)
        Progress.say("reading it once more for its digests")
        let manifest = BackupManifest(
            format: BackupManifest.format, madeAt: Instant.text(now), madeBy: operatorName,
            program: written.2, facts: written.0, schema: written.1, redactions: redactions,
            files: try [BackupFolder.dump, BackupFolder.redactions].map(folder.described))
        try seal(manifest, in: folder)
        return manifest
    }

    /// After the snapshot: what was redacted meanwhile is in the log, and is done again.
    private func writeRedactions(to folder: BackupFolder) async throws -> Int {
        let records = Records(client, passwords: PasswordQueue())
        var lines: [LoggedRedaction] = []
        for school in try await records.institutions() {
            lines += try await records.redactionLog(
                by: Actor(
                    institution: school.id, identity: .operator(operatorName),
                    requestID: Connection.requestID()))
        }
        try folder.write(try RedactionLogFile.encoded(lines), as: BackupFolder.redactions)
        return lines.count
    }

    private func seal(_ manifest: BackupManifest, in folder: BackupFolder) throws {
        let data = try manifest.encoded()
        try folder.write(data, as: BackupFolder.manifest)
        try folder.write(Data(BackupManifest.seal(of: data).utf8), as: BackupFolder.seal)
        guard let key else { return }
        let signature = try key.signature(of: data) + "\n"
        try folder.write(Data(signature.utf8), as: BackupFolder.signature)
    }

    private static func makeFolder(_ path: String, mayBeThere: Bool) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: mayBeThere,
                attributes: [.posixPermissions: 0o700])
        } catch {
            throw Failure.refused("\(path) can't be made. Name a folder of yours.")
        }
    }

    private static func publish(_ making: BackupFolder, as path: String) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: making.path) {
            try BackupFolder.flush(making.file(name))
        }
        try BackupFolder.flush(making.path)
        // Never over another: rename takes an empty folder's place, and a backup is none.
        guard rename(making.path, path) == 0 else { throw isThere(path) }
        try BackupFolder.flush(URL(filePath: path).deletingLastPathComponent().path)
    }

    private static func isThere(_ path: String) -> Failure {
        Failure.refused("\(path) is there already, and backups aren't written over.")
    }
}
