import Foundation
import Postgres
import Support
import Testing

/// Units: several statements, one round trip, one implicit transaction.
@Suite(.database) struct UnitTests {
    private let settings = LocalSettings()

    private var client: PostgresClient {
        get throws { try #require(TestDatabase.current).owner }
    }

    private func makeTable() async throws {
        _ = try await client.write(
            ["CREATE TABLE item (n integer PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, word text)"],
            settings)
    }

    private func words() async throws -> [String?] {
        try await client.read(["SELECT word FROM item ORDER BY n"], settings)[0]
            .map { try $0["word"] }
    }

    @Test func `64 tasks sharing a connection each get their own answers, in order`() async throws {
        let client = try client

        try await withThrowingTaskGroup(of: Void.self) { group in
            for task in 0..<64 {
                group.addTask {
                    for round in 0..<20 {
                        let mine = task * 1000 + round
                        let answers = try await client.read(
                            [
                                "SELECT \(mine)::int AS n",
                                "SELECT current_setting('test.mine') AS mine",
                                "SELECT n FROM generate_series(1, \(task)::int) AS n",
                            ], LocalSettings(["test.mine": "\(mine)"]))
                        #expect(try answers[0][0]["n"] == mine)
                        #expect(try answers[1][0]["mine"] == "\(mine)")
                        #expect(answers[2].count == task)
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func `a setting of one unit is gone in the next`() async throws {
        _ = try await client.read(["SELECT 1"], LocalSettings(["test.tenant": "north"]))

        let left = try await client.read(
            ["SELECT nullif(current_setting('test.tenant', true), '') AS tenant"], settings)[0]

        #expect(try left[0]["tenant"] as String? == nil)
    }

    @Test func `an error rolls its unit back, names its statement and spares its neighbors`()
        async throws
    {
        try await makeTable()
        let client = try client

        async let before = client.read(["SELECT 1 AS n"], settings)
        let error = await #expect(throws: PostgresError.self) {
            _ = try await client.write(
                [
                    "INSERT INTO item VALUES (1, 'one')", "SELECT 1 / \(0)::int",
                    "INSERT INTO item VALUES (2, 'two')",
                ], settings)
        }
        async let after = client.read(["SELECT 2 AS n"], settings)

        #expect(error?.sqlState == "22012")
        #expect(error?.statement == 1)
        #expect(try await before[0][0]["n"] == 1)
        #expect(try await after[0][0]["n"] == 2)
        #expect(try await words() == [])
    }

    @Test func `a failing read in a shared pipeline leaves the reads around it alone`() async throws
    {
        let client = try client

        let outcomes = await withTaskGroup(of: (Int, String?).self) { group in
            for n in 0..<60 {
                group.addTask {
                    do {
                        let rows = try await client.read(
                            ["SELECT 60 / \(n % 3)::int AS q"], settings)[0]
                        let q: Int = try rows[0]["q"]
                        return (n, "\(q)")
                    } catch { return (n, (error as? PostgresError)?.sqlState) }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }

        for n in 0..<60 { #expect(outcomes[n] == ["22012", "60", "30"][n % 3]) }
    }

    @Test func `a deferred constraint fails at the Sync and nothing is handed out before`()
        async throws
    {
        try await makeTable()

        let error = await #expect(throws: PostgresError.self) {
            _ = try await client.write(
                [
                    "INSERT INTO item VALUES (1, 'one')",
                    "INSERT INTO item VALUES (1, 'again') RETURNING n",
                ], settings)
        }

        #expect(error?.sqlState == "23505")
        #expect(error?.constraint == "item_pkey")
        #expect(try await words() == [])
        #expect(try await client.read(["SELECT 7 AS n"], settings)[0][0]["n"] == 7)
    }

    @Test func `a statement that can't be parsed fails its own unit, again and again`() async throws
    {
        for _ in 0..<3 {
            let error = await #expect(throws: PostgresError.self) {
                _ = try await client.read(["SELECT 1", "SELEKT 2"], settings)
            }
            #expect(error?.sqlState == "42601")
            #expect(error?.statement == 1)
        }
        #expect(try await client.read(["SELECT 3 AS n"], settings)[0][0]["n"] == 3)
    }

    @Test func `a statement first parsed behind an error works afterwards`() async throws {
        let wanted: SQL = "SELECT 'wanted' AS word"
        _ = try? await client.read(["SELECT 1 / 0", wanted], settings)

        #expect(try await client.read([wanted], settings)[0][0]["word"] == "wanted")
    }

    @Test func `a column that changed under a prepared statement is read again`() async throws {
        try await makeTable()
        _ = try await client.write(["INSERT INTO item VALUES (1, '10')"], settings)
        let read: SQL = "SELECT word FROM item"
        let before: String = try await client.read([read], settings)[0][0]["word"]

        _ = try await client.write(
            ["ALTER TABLE item ALTER COLUMN word TYPE integer USING word::integer"], settings)
        let after: Int = try await client.read([read], settings)[0][0]["word"]

        #expect(before == "10")
        #expect(after == 10)
    }

    @Test func `a read unit can't write`() async throws {
        try await makeTable()

        let error = await #expect(throws: PostgresError.self) {
            _ = try await client.read(["INSERT INTO item VALUES (1, 'one')"], settings)
        }

        #expect(error?.sqlState == "25006")
    }
}
