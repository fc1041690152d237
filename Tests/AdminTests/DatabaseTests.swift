import Foundation
import Support
import Testing

@Suite struct DatabaseTests {
    private func admin(_ arguments: String...) throws -> (code: Int32, output: String) {
        try Tool.run(arguments)
    }

    @Test func `migrating twice applies everything once`() throws {
        let server = try PrivateServer.shared.get()
        let name = "admin_\(UUID().uuidString.prefix(8).lowercased())"
        try server.createDatabase(name)
        let place = [
            "--database-url", server.connection(to: name), "--migrations", URL.migrations.path,
        ]

        let before = try admin("db", "status", place[0], place[1], place[2], place[3])
        let first = try admin("db", "migrate", place[0], place[1], place[2], place[3])
        let second = try admin("db", "migrate", place[0], place[1], place[2], place[3])
        try server.dropDatabase(name)

        #expect(before.code == 0 && before.output.contains("0001_foundation.sql\twaits"))
        #expect(first.code == 0 && first.output.contains("applied 0009_record.sql"))
        #expect(second.code == 0 && second.output == "The schema is current.\n")
    }

    @Test func `a release older than the schema migrates nothing and says so`() throws {
        let server = try PrivateServer.shared.get()
        let name = "admin_\(UUID().uuidString.prefix(8).lowercased())"
        try server.createDatabase(name)
        let folder = FileManager.default.temporaryDirectory.appending(path: name)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }  // What is left is small.
        let old = folder.appending(path: "0001_foundation.sql")
        try FileManager.default.copyItem(
            at: URL.migrations.appending(path: "0001_foundation.sql"), to: old)
        let connection = server.connection(to: name)
        _ = try admin(
            "db", "migrate", "--database-url", connection, "--migrations", URL.migrations.path)

        let later = try admin(
            "db", "migrate", "--database-url", connection, "--migrations", folder.path)
        try server.dropDatabase(name)

        #expect(later.code == 0 && later.output.hasPrefix("The schema is newer than this release"))
    }

    @Test func `a file says where the database is, and must say it`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data("host=/nowhere dbname=none\n".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }  // What is left is small.

        let named = try admin(
            "db", "status", "--database-url-file", file.path, "--migrations", URL.migrations.path)
        let missing = try admin("db", "status", "--database-url-file", "/nowhere/url")
        let acting = try admin("institution", "list", "--database-url-file", "/nowhere/url")

        #expect(named.code == 3)
        #expect(missing.code == 2 && missing.output.contains("/nowhere/url can't be read"))
        #expect(acting.code == 2 && acting.output.contains("/nowhere/url can't be read"))
    }

    @Test func `a database that isn't there is said to be unreachable`() throws {
        let (code, output) = try admin(
            "db", "status", "--database-url", "host=/nowhere dbname=none", "--migrations",
            URL.migrations.path)

        #expect(code == 3)
        #expect(output.contains("can't be reached"))
    }

    @Test func `a folder without migrations is refused by name`() throws {
        let (code, output) = try admin(
            "db", "status", "--database-url", "host=/nowhere", "--migrations", "/var/empty-folder")

        #expect(code == 1)
        #expect(output.contains("/var/empty-folder"))
    }

    @Test func `an unknown option is a matter of usage`() throws {
        #expect(try admin("db", "status", "--nonsense").code == 2)
    }
}
