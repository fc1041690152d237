import Postgres
import Support
import Testing

/// Statements that stay prepared on a connection, and what can happen to them.
@Suite(.database, .timeLimit(.minutes(20))) struct PreparedTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private let prepared: SQL = "SELECT count(*) AS n FROM pg_prepared_statements"
    private let session: SQL = "SELECT pg_backend_pid() AS n"

    private func distinct(_ n: Int) -> SQL { SQL(unsafe: "SELECT \(n) AS n") }

    @Test func `statements dropped behind the client's back are prepared again`() async throws {
        try await database.withClient { client in
            for _ in 0..<3 {
                #expect(try await client.read([distinct(1)])[0][0]["n"] == 1)
                #expect(try await client.write([distinct(2)])[0][0]["n"] == 2)
                let third = try await client.transaction { tx in
                    try await tx.run(distinct(3))[0]["n"] as Int
                }
                #expect(third == 3)
                _ = try await client.read(["DEALLOCATE ALL"])
                _ = try await client.write(["DEALLOCATE ALL"])
            }
        }
    }

    @Test func `a table changed under its statements is read, written and leased again`()
        async throws
    {
        let owner = try database.owner
        let update: SQL = "UPDATE item SET word = word RETURNING word"
        _ = try await owner.write(["CREATE TABLE item (word text)"])
        _ = try await owner.write(["INSERT INTO item VALUES ('10')"])

        try await database.withClient { client in
            for type in ["text", "varchar(9)", "char(2)"] {
                _ = try await owner.write([
                    SQL(unsafe: "ALTER TABLE item ALTER COLUMN word TYPE \(type)")
                ])
                #expect(try await client.read(["SELECT word FROM item"])[0][0]["word"] == "10")
                #expect(try await client.write([update])[0][0]["word"] == "10")
                let word = try await client.transaction { tx in
                    tx.queue("SELECT word FROM item")
                    return try await tx.run(update)[0]["word"] as String
                }
                #expect(word == "10")
                try await client.transaction { tx in tx.queue("SELECT word FROM item") }
            }
        }
    }

    @Test func `reads that go stale together are all answered`() async throws {
        let owner = try database.owner
        let read: SQL = "SELECT word FROM item"
        _ = try await owner.write(["CREATE TABLE item (word text)"])
        _ = try await owner.write(["INSERT INTO item VALUES ('10')"])

        try await database.withClient { client in
            #expect(try await client.read([read])[0][0]["word"] == "10")
            _ = try await owner.write(["ALTER TABLE item ALTER COLUMN word TYPE varchar(9)"])
            let words = try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<50 {
                    group.addTask { try await client.read([read])[0][0]["word"] }
                }
                return try await group.reduce(into: [:]) { $0[$1, default: 0] += 1 }
            }
            #expect(words == ["10": 50])
        }
    }

    @Test func `more statements than are kept work, and the server keeps no more either`()
        async throws
    {
        try await database.withClient(.small { $0.statementCacheLimit = 4 }) { client in
            for n in Array(0..<40) + Array(0..<40) {
                let read: Int = try await client.read([distinct(n), distinct(n + 1)])[1][0]["n"]
                let written: Int = try await client.write([distinct(n)])[0][0]["n"]
                #expect(read == n + 1 && written == n)
            }

            #expect(try await client.number(prepared) <= 8)
            #expect((try await client.write([prepared])[0][0]["n"] as Int) <= 8)
        }
    }

    @Test func `a session outlives the statements it has dropped`() async throws {
        try await database.withClient(.small { $0.statementCacheLimit = 4 }) { client in
            let first: Int = try await client.write([session])[0][0]["n"]
            for n in 0..<20 {
                _ = try await client.write([distinct(n)])
                try await client.transaction { tx in
                    try await tx.run(distinct(100 + n))
                    try await tx.run(distinct(200 + n))
                }
            }

            #expect(try await client.write([session])[0][0]["n"] == first)
        }
    }

    @Test func `transactions that fail leave no statements behind`() async throws {
        try await database.withClient(.small { $0.statementCacheLimit = 4 }) { client in
            let first: Int = try await client.write([session])[0][0]["n"]
            for n in 0..<30 {
                await #expect(throws: PostgresError.self) {
                    try await client.transaction { tx in
                        try await tx.run("SELECT 1")
                        try await tx.run(SQL(unsafe: "SELECT \(n) / (\(n) - \(n))::int"))
                    }
                }
            }

            #expect(try await client.write([session])[0][0]["n"] == first)
            #expect((try await client.write([prepared])[0][0]["n"] as Int) <= 8)
        }
    }

    @Test func `a long transaction doesn't prepare without bound`() async throws {
        try await database.withClient(.small { $0.statementCacheLimit = 4 }) { client in
            let count = try await client.transaction { tx in
                for n in 0..<40 { try await tx.run(distinct(n)) }
                return try await tx.run(prepared)[0]["n"] as Int
            }

            #expect(count <= 8)
        }
    }

    @Test func `a statement that can't be parsed is named, in an open transaction too`()
        async throws
    {
        let client = try database.owner

        let error = await #expect(throws: PostgresError.self) {
            try await client.transaction { tx in
                try await tx.run("SELECT 1 AS one")
                _ = try await tx.run(
                    "SELECT 2 AS two", "SELECT * FROM missing", "SELECT * FROM absent")
            }
        }

        #expect(error?.sqlState == "42P01")
        #expect(error?.statement == 1)
    }

    @Test func `preparing waits no longer for a lock than the unit may`() async throws {
        let owner = try database.owner
        _ = try await owner.write(["CREATE TABLE item (n integer)"])

        try await database.withClient { client in
            try await owner.transaction(Gate.patient) { tx in
                try await tx.run("LOCK TABLE item IN ACCESS EXCLUSIVE MODE")
                let error = await #expect(throws: PostgresError.self) {
                    try await client.read(
                        ["SELECT n FROM item"],
                        LocalSettings(lockTimeout: .milliseconds(50), deadline: .seconds(600)))
                }
                #expect(error?.sqlState == "55P03")
            }
        }
    }
}
