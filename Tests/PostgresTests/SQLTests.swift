import Postgres
import Support
import Testing

/// What becomes of the text and the values of a literal.
struct SQLTests {
    @Test func `values are numbered in order, in spliced pieces too`() {
        let filter: SQL = "a = \(1) AND b = \("two")"
        let both: SQL = "SELECT \(0)::int WHERE \(filter) OR \(filter) LIMIT \(9)"

        #expect(
            both.description
                == "SELECT $1::int WHERE a = $2 AND b = $3 OR a = $4 AND b = $5 LIMIT $6")
    }

    @Test func `joined pieces are numbered through`() {
        let pieces: [SQL] = ["a = \(1)", "true", "b = \(2)"]

        #expect(pieces.joined(separator: " AND ").description == "a = $1 AND true AND b = $2")
        #expect([SQL]().joined(separator: ", ").description == "")
    }

    @Test func `a description shows no value`() {
        let sql: SQL = "SELECT \("secret")"

        #expect(!sql.description.contains("secret"))
    }

    @Test func `a name is quoted, its quotes doubled`() {
        let sql: SQL = "SELECT \(identifier: #"odd "name""#)"

        #expect(sql.description == #"SELECT "odd ""name""""#)
    }

    @Test(
        .database,
        arguments: ["", "plain", "it's", "''", #"C:\new"#, #"\'"#, #"';--"#, "$1", "🩸\n\t"])
    func `a literal means what it holds`(_ text: String) async throws {
        let client = try #require(TestDatabase.current).owner

        let row = try await client.read(
            ["SELECT \(literal: text) AS \(identifier: "The \"Text\""), \(7)::int AS n"])[0][0]

        #expect(try row["The \"Text\""] == text)
        #expect(try row["n"] == 7)
    }

    @Test(.database) func `U+0000 is refused wherever it stands`() async throws {
        let client = try #require(TestDatabase.current).owner

        for sql: SQL in ["SELECT \("a\0b")", "SELECT \(literal: "a\0b")"] {
            let error = await #expect(throws: PostgresError.self) {
                try await client.read(["SELECT 1", sql])
            }
            #expect(error?.sqlState == "22021")
            #expect(error?.statement == 1)
        }
        let setting = LocalSettings(["test.tenant": "north\0east"])
        for settings in [setting, LocalSettings(["test.tenant\0s": "north"])] {
            let reading = await #expect(throws: PostgresError.self) {
                try await client.read(["SELECT 1"], settings)
            }
            let changing = await #expect(throws: PostgresError.self) {
                try await client.transaction(settings) { tx in try await tx.run("SELECT 1") }
            }
            #expect(reading?.sqlState == "22021" && changing?.sqlState == "22021")
        }
    }

    @Test(.database) func `more values than the protocol counts are refused before they are sent`()
        async throws
    {
        let client = try #require(TestDatabase.current).owner
        let most = (1...65_535).map { "\($0)" as SQL }.joined(separator: ", ")
        let many: SQL = "\(most), \(0)"

        let error = await #expect(throws: PostgresError.self) {
            try await client.write(["SELECT 1 WHERE 1 IN (\(many))"])
        }

        #expect(error?.sqlState == "54023")
        #expect(try await client.read(["SELECT 7 AS n WHERE 1 IN (\(most))"])[0][0]["n"] == 7)
    }

    @Test(.database) func `COPY and the ends of transactions have no place in a unit`()
        async throws
    {
        let client = try #require(TestDatabase.current).owner

        for sql: SQL in ["COPY item FROM STDIN", " copy item TO STDOUT"] {
            let error = await #expect(throws: PostgresError.self) { try await client.write([sql]) }
            #expect(error?.sqlState == "08P01")
        }
        for sql: SQL in ["BEGIN", "commit", "ROLLBACK", "END", "START TRANSACTION", "ABORT"] {
            let error = await #expect(throws: PostgresError.self) { try await client.write([sql]) }
            let within = await #expect(throws: PostgresError.self) {
                try await client.transaction { tx in try await tx.run(sql) }
            }
            #expect(error?.sqlState == "2D000" && within?.sqlState == "2D000")
        }
        try await client.transaction { tx in
            try await tx.run("SAVEPOINT here")
            try await tx.run("rollback to SAVEPOINT here")
        }
    }
}
