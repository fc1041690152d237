import Foundation
import Glibc
import Postgres
import Store
import Support
import Testing

/// A folder of backups and one for scratch clusters; both go away with the test.
final class BackupPlace: Sendable {
    let path: String
    let scratch: String

    init() throws {
        let folder = "/tmp/peerspective-test-\(UUID().uuidString.prefix(8))"
        (path, scratch) = (folder + "-b", folder + "-s")
        let files = FileManager.default
        for made in [path, scratch] {
            try files.createDirectory(atPath: made, withIntermediateDirectories: false)
        }
        // Whoever runs the server as root is another user.
        try files.setAttributes([.posixPermissions: 0o777], ofItemAtPath: scratch)
    }

    deinit {
        // Nobody misses them.
        try? FileManager.default.removeItem(atPath: path)
        try? FileManager.default.removeItem(atPath: scratch)
        try? FileManager.default.removeItem(atPath: scratch + ".key")
    }

    func scratchFolders() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: scratch)
    }

    /// Makes one, and answers its folder: a second after the last, for they are named by seconds.
    func backup(of database: TestDatabase, _ options: [String] = []) throws -> String {
        let files = FileManager.default
        if try !files.contentsOfDirectory(atPath: path).isEmpty { sleep(1) }
        let (code, output) = try Tool.run(
            [
                "backup", "create", path, "--json", "--operator", "riley", "--database-url",
                owner(of: database),
            ] + options)
        guard code == 0, let made = try Tool.json(output) as? [String: Any] else {
            throw Failed(output: output)
        }
        return try #require(made["folder"] as? String)
    }

    struct Failed: Error { let output: String }

    func verify(
        _ folder: String, _ options: [String] = []
    ) throws -> (code: Int32, output: String) {
        try Tool.run(
            [
                "backup", "verify", folder, "--scratch", scratch, "--migrations",
                URL.migrations.path,
            ] + options)
    }

    func owner(of database: TestDatabase) -> String {
        database.connection.replacing("peerspective_service", with: PrivateServer.owner)
    }

    func connection(to name: String) -> String {
        // The server is there, for the test has a database of it.
        (try? PrivateServer.shared.get().connection(to: name)) ?? ""
    }

    func createDatabase() throws -> String {
        let name = "back_\(UUID().uuidString.prefix(8).lowercased())"
        try PrivateServer.shared.get().createDatabase(name)
        return name
    }

    func drop(_ name: String) {
        try? PrivateServer.shared.get().dropDatabase(name)  // It goes with the server.
    }

    struct Restored {
        let said: (code: Int32, output: String)
        let facts: DatabaseFacts?
        let texts: [String]
    }

    /// Restores into a new database, looks into it, and drops it.
    func restored(_ folder: String, _ options: [String]) async throws -> Restored {
        let name = try createDatabase()
        defer { drop(name) }
        let said = try Tool.run(
            [
                "backup", "restore", folder, "--database-url", connection(to: name),
                "--migrations", URL.migrations.path, "--operator", "riley",
            ] + options)
        let client = try PrivateServer.shared.get().client(to: name, as: PrivateServer.owner)
        let facts = try? await WholeDatabase(client).facts()  // It may be empty.
        let rows = try? await client.read(["SELECT body FROM submission_text ORDER BY body"])
        await client.close()
        return Restored(
            said: said, facts: facts, texts: try rows?[0].map { try $0["body"] } ?? [])
    }
}

/// What a thief of backups would do to one.
extension BackupPlace {
    func change(_ file: String, _ body: (inout Data) -> Void) throws {
        var data = try Data(contentsOf: URL(filePath: file))
        body(&data)
        try data.write(to: URL(filePath: file))
    }

    func dumpAnew(_ database: TestDatabase, into folder: String) throws {
        let (status, output) = try Program.run(
            "/usr/bin/pg_dump",
            [
                "--format=custom", "--file=\(folder)/database.dump", "--extension=plpgsql",
                "--exclude-table-data=public.session", owner(of: database),
            ])
        guard status == 0 else { throw Failed(output: output) }
    }

    /// Writes size and digest of each file into the manifest, and seals that.
    func noteFiles(of folder: String) throws {
        let path = folder + "/manifest.json"
        var manifest = try #require(
            try Tool.json(try String(contentsOfFile: path, encoding: .utf8)) as? [String: Any])
        let files = try #require(manifest["files"] as? [[String: Any]])
        manifest["files"] = try files.map { file in
            let name = try #require(file["name"] as? String)
            var noted = file
            noted["bytes"] = try Data(contentsOf: URL(filePath: folder + "/" + name)).count
            noted["sha256"] = try digest(of: folder + "/" + name)
            return noted
        }
        try JSONSerialization.data(withJSONObject: manifest).write(to: URL(filePath: path))
        try seal(folder)
    }

    func seal(_ folder: String) throws {
        let line = try digest(of: folder + "/manifest.json") + "  manifest.json\n"
        try line.write(toFile: folder + "/manifest.sha256", atomically: false, encoding: .utf8)
    }

    private func digest(of file: String) throws -> String {
        let (status, output) = try Program.run("/usr/bin/sha256sum", [file])
        guard status == 0 else { throw Failed(output: output) }
        return String(output.prefix(64))
    }

    func key() throws -> (path: String, publicText: String) {
        let path = scratch + ".key"
        let made = try Tool.run(["checkpoint", "key", path])
        return (path, made.output.trimmingCharacters(in: .newlines))
    }
}
