import Glibc
import Postgres
import Support
import Testing

/// What becomes of a unit whose caller gives up or whose deadline passes.
@Suite(.database, .timeLimit(.minutes(20))) struct CancellationTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private func makeTable() async throws {
        _ = try await database.owner.write(["CREATE TABLE item (n integer PRIMARY KEY)"])
    }

    private func count() async throws -> Int {
        try await database.owner.number("SELECT count(*) AS n FROM item")
    }

    @Test func `a unit that is cancelled in the queue never runs`() async throws {
        try await makeTable()
        let gate = try await Gate(try database.owner)

        try await database.withClient { client in
            async let holder = client.write([Gate.wait], Gate.patient)
            try await gate.waiters()
            let queued = Task { try await client.write(["INSERT INTO item VALUES (1)"]) }
            _ = try await client.read(["SELECT 1"])
            queued.cancel()
            await #expect(throws: CancellationError.self) { try await queued.value }
            try await gate.open()
            _ = try await holder
            _ = try await client.write(["INSERT INTO item VALUES (2)"])
        }

        #expect(try await database.owner.number("SELECT sum(n) AS n FROM item") == 2)
    }

    @Test func `a cancelled read returns at once and leaves its neighbors alone`() async throws {
        let gate = try await Gate(try database.owner)

        try await database.withClient { client in
            let read = Task { try await client.read([Gate.wait], Gate.patient) }
            try await gate.waiters()
            let neighbors = (0..<8).map { n in
                Task { try await client.read(["SELECT \(n)::int AS n"], Gate.patient) }
            }
            read.cancel()
            await #expect(throws: CancellationError.self) { try await read.value }
            try await gate.open()

            for (n, neighbor) in neighbors.enumerated() {
                #expect(try await neighbor.value[0][0]["n"] == n)
            }
        }
    }

    @Test func `a write that was sent happens although its task is cancelled`() async throws {
        try await makeTable()
        let gate = try await Gate(try database.owner)

        try await database.withClient { client in
            let write = Task {
                try await client.write(
                    [Gate.wait, "INSERT INTO item VALUES (1) RETURNING n"], Gate.patient)
            }
            try await gate.waiters()
            write.cancel()
            try await gate.open()

            #expect(try await write.value[1][0]["n"] == 1)
        }
        #expect(try await count() == 1)
    }

    @Test func `a unit's deadline ends it, and the next one is served`() async throws {
        try await makeTable()
        let gate = try await Gate(try database.owner)
        var hasty = Gate.patient
        hasty.deadline = .milliseconds(100)

        try await database.withClient { client in
            _ = try await client.write(["SELECT 1"])
            await #expect(throws: ClientError.deadlineExceeded) {
                try await client.read([Gate.wait], hasty)
            }
            await #expect(throws: ClientError.outcomeUnknown) {
                try await client.write([Gate.wait, "INSERT INTO item VALUES (1)"], hasty)
            }
            await #expect(throws: ClientError.deadlineExceeded) {
                try await client.transaction(hasty) { tx in
                    try await tx.run("INSERT INTO item VALUES (1)")
                    try await tx.run(Gate.wait)
                }
            }
            let next = try await client.number("SELECT 7 AS n")
            #expect(next == 7)
        }
        try await gate.open()
        #expect(try await count() <= 1)
    }

    @Test func `a deadline that passes in the queue leaves nothing behind`() async throws {
        try await makeTable()
        let gate = try await Gate(try database.owner)

        try await database.withClient { client in
            async let holder = client.write([Gate.wait], Gate.patient)
            try await gate.waiters()
            await #expect(throws: ClientError.deadlineExceeded) {
                try await client.write(
                    ["INSERT INTO item VALUES (1)"], LocalSettings(deadline: .milliseconds(50)))
            }
            try await gate.open()
            _ = try await holder
        }

        #expect(try await count() == 0)
    }

    @Test func `a dead connection headed by a cancelled read is given up at its deadline`()
        async throws
    {
        // Its own, for on a server with a stopped session nobody can drop a database.
        let server = try PrivateServer()
        var short = Gate.patient
        short.deadline = .seconds(4)

        try await server.withClient(to: "postgres", .small { $0.maximum = 4 }) { watcher in
            let gate = try await Gate(watcher)
            try await server.withClient(to: "postgres") { [short] client in
                _ = try await client.read(["SELECT 1"])
                let read = Task { try await client.read([Gate.wait], short) }
                let process = try await gate.waiters()
                kill(process, SIGSTOP)
                defer { kill(process, SIGCONT) }
                read.cancel()
                await #expect(throws: CancellationError.self) { try await read.value }

                let next = try await client.read(["SELECT 7 AS n"], Gate.patient)[0]
                #expect(try next[0]["n"] == 7)
            }
            try await gate.open()
        }
        try server.stop()
    }

    @Test func `a transaction cancelled in a statement is undone, its session serves on`()
        async throws
    {
        try await makeTable()
        let session: SQL = "SELECT pg_backend_pid() AS n"

        try await database.withClient { client in
            let before: Int = try await client.write([session])[0][0]["n"]
            let task = Task {
                try await client.transaction(Gate.patient) { tx in
                    try await tx.run("INSERT INTO item VALUES (1)")
                    try await tx.run("SELECT pg_sleep(600)")
                }
            }
            _ = try await client.processes(running: "SELECT pg_sleep(600)")
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }

            #expect(try await client.write([session])[0][0]["n"] == before)
        }
        #expect(try await count() == 0)
    }

    @Test func `a cancellation that can't reach the server doesn't hold the lease for ever`()
        async throws
    {
        let server = try PrivateServer()
        var short = Gate.patient
        short.deadline = .milliseconds(300)

        // `close()` waits for the lease, and its own deadline is an hour.
        try await server.withClient(to: "postgres") { [short] client in
            let postmaster = try await client.number(
                "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int AS n")
            _ = try await client.write(["SELECT 1"])
            kill(pid_t(postmaster), SIGSTOP)
            defer { kill(pid_t(postmaster), SIGCONT) }
            await #expect(throws: ClientError.deadlineExceeded) {
                try await client.transaction(short) { tx in
                    try await tx.run("SELECT pg_sleep(600)")
                }
            }
            await client.close()
        }
        try server.stop()
    }
}
