import Foundation
import Postgres
import Store
import Support
import Testing

@Suite struct MigratorTests {
    private let first = Migration(
        number: 1, file: "0001_first.sql",
        text: """
            CREATE TABLE migration (
                number integer PRIMARY KEY, file text, digest bytea, applied_at timestamptz);
            CREATE TABLE note (body text);
            INSERT INTO note VALUES ('a; b $$ c');
            """)
    private let second = Migration(
        number: 2, file: "0002_second.sql", text: "ALTER TABLE note ADD COLUMN at timestamptz;")

    /// A database with nothing in it, and a client of its owner.
    private func withEmptyDatabase(
        _ body: (PostgresClient) async throws -> Void
    ) async throws {
        let server = try PrivateServer.shared.get()
        let name = "empty_\(UUID().uuidString.prefix(8).lowercased())"
        try server.createDatabase(name)
        let client = server.client(to: name, as: PrivateServer.owner)
        do { try await body(client) } catch {
            await client.close()
            throw error
        }
        await client.close()
        try server.dropDatabase(name)
    }

    @Test func `what waits is applied once and in order`() async throws {
        try await withEmptyDatabase { client in
            let applied = try await Migrator(client, [first]).migrate(at: .now)
            let later = try await Migrator(client, [first, second]).migrate(at: .now)
            let again = try await Migrator(client, [first, second]).migrate(at: .now)

            #expect(applied == [first])
            #expect(later == [second])
            #expect(again == [])
            let steps = try await Migrator(client, [first, second]).status()
            #expect(steps.allSatisfy { $0.appliedAt != nil })
        }
    }

    @Test func `several nodes may start at once`() async throws {
        try await withEmptyDatabase { client in
            let migrator = Migrator(client, [first, second], pause: .milliseconds(5))

            let applied = try await withThrowingTaskGroup(of: [Migration].self) { group in
                for _ in 0..<3 { group.addTask { try await migrator.migrate(at: .now) } }
                return try await group.reduce(into: []) { $0 += $1 }
            }

            #expect(applied.sorted { $0.number < $1.number } == [first, second])
            let notes = try await client.read(["SELECT body FROM note"], LocalSettings())[0]
            #expect(try notes.map { try $0["body"] as String } == ["a; b $$ c"])
        }
    }

    @Test func `a file that fails leaves nothing behind and can be mended`() async throws {
        let broken = Migration(
            number: 2, file: "0002_second.sql",
            text: "ALTER TABLE note ADD COLUMN at timestamptz; SELECT nonsense;")
        try await withEmptyDatabase { client in
            await #expect(throws: PostgresError.self) {
                try await Migrator(client, [first, broken]).migrate(at: .now)
            }

            let applied = try await Migrator(client, [first, second]).migrate(at: .now)

            #expect(applied == [second])
        }
    }

    @Test func `an edited file is refused by name`() async throws {
        let edited = Migration(number: 1, file: first.file, text: first.text + "-- edited")
        try await withEmptyDatabase { client in
            try await Migrator(client, [first]).migrate(at: .now)

            await #expect(throws: Migration.Refusal.changed(file: first.file)) {
                try await Migrator(client, [edited]).migrate(at: .now)
            }
        }
    }

    @Test func `a database newer than the release is current, and says how far it is`() async throws
    {
        try await withEmptyDatabase { client in
            try await Migrator(client, [first, second]).migrate(at: .now)
            let old = Migrator(client, [first])

            let applied = try await old.migrate(at: .now)

            #expect(applied == [])
            #expect(try await old.status().allSatisfy { $0.appliedAt != nil })
            #expect(try await old.newer() == [2])
            #expect(try await Migrator(client, [first, second]).newer() == [])
        }
    }

    @Test func `a later migration over a gap is refused`() async throws {
        let third = Migration(number: 3, file: "0003_third.sql", text: "SELECT 1;")
        try await withEmptyDatabase { client in
            try await Migrator(client, [first, third]).migrate(at: .now)

            await #expect(throws: Migration.Refusal.unknown(number: 3)) {
                try await Migrator(client, [first, second]).migrate(at: .now)
            }
        }
    }
}
