import Foundation
import Postgres
import Support
import Synchronization
import Testing

/// COPY both ways, and rows of large results, on a leased connection.
@Suite(.database, .timeLimit(.minutes(20))) struct CopyTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private func makeTable() async throws {
        _ = try await database.owner.write([
            "CREATE TABLE item (n integer PRIMARY KEY, name text NOT NULL)"
        ])
    }

    private func chunks(_ texts: [String]) -> AsyncStream<[UInt8]> {
        AsyncStream { stream in
            for text in texts { stream.yield(Array(text.utf8)) }
            stream.finish()
        }
    }

    @Test func `data goes in and comes out as it was`() async throws {
        try await makeTable()
        let lines = (1...5000).map { "\($0),\"name \($0) – é\"\n" }

        let (stored, read) = try await database.withClient { client in
            let stored = try await client.transaction(Gate.patient) { tx in
                try await tx.copyIn(
                    "COPY item FROM STDIN (FORMAT csv)", from: chunks(lines + [""]))
            }
            let read = try await client.transaction(Gate.patient) { tx in
                try await tx.copyOut(
                    "COPY (SELECT * FROM item ORDER BY n) TO STDOUT (FORMAT csv, FORCE_QUOTE (name))"
                ) { chunks in
                    var all: [UInt8] = []
                    for try await chunk in chunks { all += chunk }
                    return all
                }
            }
            return (stored, read)
        }

        #expect(stored == 5000)
        #expect(String(decoding: read, as: UTF8.self) == lines.joined())
    }

    @Test func `a value stands quoted in the text, and nothing else is bound`() async throws {
        let hard = #"it's a \ "test"; DROP"#

        let text = try await database.withClient { client in
            try await client.transaction(Gate.patient) { tx in
                await #expect(throws: PostgresError.self) {
                    try await tx.copyOut("COPY (SELECT \(hard)::text) TO STDOUT") { _ in }
                }
                await #expect(throws: PostgresError.self) {
                    try await tx.copyOut("SELECT 1") { _ in }
                }
                return try await tx.copyOut(
                    "COPY (SELECT \(literal: hard)) TO STDOUT (FORMAT csv)"
                ) { chunks in
                    var all: [UInt8] = []
                    for try await chunk in chunks { all += chunk }
                    return String(decoding: all, as: UTF8.self)
                }
            }
        }

        #expect(text == "\"it's a \\ \"\"test\"\"; DROP\"\n")
    }

    @Test func `an error names the line, and nothing of the data stays`() async throws {
        try await makeTable()

        try await database.withClient { client in
            let error = await #expect(throws: PostgresError.self) {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.copyIn(
                        "COPY item FROM STDIN (FORMAT csv)",
                        from: chunks(["1,a\n2,b\n", "3,c\nfour,d\n5,e\n"]))
                }
            }
            #expect(error?.sqlState == "22P02")
            #expect(error?.line == 4)
            let left = try await client.number("SELECT count(*) AS n FROM item")
            #expect(left == 0)
        }
    }

    @Test func `a refused line ends data that would never end`() async throws {
        try await makeTable()

        try await database.withClient { client in
            let endless = AsyncStream<[UInt8]> {
                [UInt8](repeating: UInt8(ascii: "x"), count: 1000) + [UInt8(ascii: "\n")]
            }
            let error = await #expect(throws: PostgresError.self) {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.copyIn("COPY item FROM STDIN", from: endless)
                }
            }
            #expect(error?.line == 1)
            let left = try await client.number("SELECT 1 AS n")
            #expect(left == 1)
        }
    }

    @Test func `a source that fails leaves nothing, and its error is the one heard`() async throws {
        struct Broken: Error {}
        try await makeTable()

        try await database.withClient { client in
            let source = AsyncThrowingStream<[UInt8], any Error> { stream in
                stream.yield(Array("1\ta\n".utf8))
                stream.finish(throwing: Broken())
            }
            await #expect(throws: Broken.self) {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.copyIn("COPY item FROM STDIN", from: source)
                }
            }
            let left = try await client.number("SELECT count(*) AS n FROM item")
            #expect(left == 0)
        }
    }

    @Test func `behind a savepoint a refused COPY leaves the transaction whole`() async throws {
        try await makeTable()

        try await database.withClient { client in
            try await client.transaction(Gate.patient) { tx in
                try await tx.run("INSERT INTO item VALUES (1, 'kept')")
                await #expect(throws: PostgresError.self) {
                    try await tx.savepoint {
                        try await tx.copyIn(
                            "COPY item FROM STDIN (FORMAT csv)", from: chunks(["2,b\n1,c\n"]))
                    }
                }
                try await tx.run("INSERT INTO item VALUES (3, 'kept too')")
            }
            let left = try await client.number("SELECT sum(n) AS n FROM item")
            #expect(left == 4)
        }
    }

    @Test func `whoever stops early goes on in the same transaction`() async throws {
        try await database.withClient { client in
            let (first, row, sum) = try await client.transaction(Gate.patient) { tx in
                let first = try await tx.copyOut(
                    "COPY (SELECT generate_series(1, 100000000)) TO STDOUT"
                ) { chunks in
                    for try await chunk in chunks { return chunk.prefix(4) }
                    return []
                }
                let row: Int? = try await tx.stream(
                    "SELECT generate_series(\(7)::int, 100000000) AS n"
                ) { rows in
                    for try await row in rows { return try row["n"] }
                    return nil
                }
                let sum: Int = try await tx.run("SELECT 1 + 1 AS n")[0]["n"]
                return (first, row, sum)
            }

            #expect(Array(first) == Array("1\n2\n".utf8))
            #expect(row == 7)
            #expect(sum == 2)
        }
    }

    @Test func `rows of a large result are read by name, and counted`() async throws {
        try await database.withClient { client in
            let sum = try await client.transaction(Gate.patient) { tx in
                try await tx.stream(
                    "SELECT n, 'row ' || n AS name FROM generate_series(1, \(20_000)::int) AS n"
                ) { rows in
                    var sum = 0
                    for try await row in rows {
                        let n: Int = try row["n"]
                        let name: String = try row["name"]
                        #expect(name == "row \(n)")
                        sum += n
                    }
                    return sum
                }
            }
            #expect(sum == 20_000 * 20_001 / 2)
        }
    }

    @Test func `an error behind many rows is heard behind them`() async throws {
        try await database.withClient { client in
            let seen = Mutex(0)
            let error = await #expect(throws: PostgresError.self) {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.stream(
                        "SELECT 1 / (3000 - n) FROM generate_series(1, 4000) AS n"
                    ) { rows in
                        for try await _ in rows { seen.withLock { $0 += 1 } }
                    }
                }
            }
            #expect(error?.sqlState == "22012")
            #expect(seen.withLock { $0 } == 2999)
        }
    }

    @Test func `nothing else runs while data flows`() async throws {
        try await database.withClient { client in
            try await client.transaction(Gate.patient) { tx in
                try await tx.stream("SELECT n FROM generate_series(1, 1000000) AS n") { rows in
                    for try await _ in rows { break }
                    await #expect(throws: ClientError.busy) { try await tx.run("SELECT 1") }
                    await #expect(throws: ClientError.busy) {
                        try await tx.copyOut("COPY (SELECT 1) TO STDOUT") { _ in }
                    }
                }
            }
        }
    }

    @Test func `a task that is cancelled stops its COPY, and the connection serves the next`()
        async throws
    {
        try await database.withClient { client in
            let copying = Task {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.copyOut("COPY (SELECT pg_sleep(600)) TO STDOUT") { chunks in
                        for try await _ in chunks {}
                    }
                }
            }
            let process = try await database.owner.processes(running: "COPY (SELECT pg_sleep%")
            copying.cancel()
            await #expect(throws: CancellationError.self) { try await copying.value }
            let next: Int32 = try await client.transaction(Gate.patient) { tx in
                try await tx.run("SELECT pg_backend_pid() AS n")[0]["n"]
            }
            #expect(process == [next])
        }
    }

    @Test func `a server that dies in the middle is an error for both ways`() async throws {
        try await makeTable()

        try await database.withClient { client in
            await #expect(throws: ClientError.connectionLost) {
                try await client.transaction(Gate.patient) { tx in
                    let me: Int32 = try await tx.run("SELECT pg_backend_pid() AS n")[0]["n"]
                    try await tx.copyOut("COPY (SELECT pg_sleep(600)) TO STDOUT") { chunks in
                        try await database.owner.terminate(me)
                        for try await _ in chunks {}
                    }
                }
            }
            let left = try await client.number("SELECT 1 AS n")
            #expect(left == 1)
        }
    }

    @Test func `a slow reader slows the server down, and gets all`() async throws {
        try await database.withClient { client in
            let (held, total) = try await client.transaction(Gate.patient) { tx in
                try await tx.copyOut(
                    "COPY (SELECT repeat('x', 1000) FROM generate_series(1, 50000)) TO STDOUT"
                ) { chunks in
                    var total = 0
                    var held: String?
                    for try await chunk in chunks {
                        total += chunk.count
                        guard held == nil else { continue }
                        // Nobody takes more: the server is stuck in writing to its socket.
                        try await until {
                            let rows = try await database.owner.read([Self.writing])[0]
                            held = try rows.first?["wait_event"]
                            return held != nil
                        }
                    }
                    return (held, total)
                }
            }
            #expect(held == "ClientWrite")
            #expect(total == 50_000 * 1001)
        }
    }

    private static let writing: SQL = """
        SELECT wait_event FROM pg_stat_activity WHERE datname = current_database()
        AND query LIKE 'COPY (SELECT repeat%' AND wait_event = 'ClientWrite'
        """
}
