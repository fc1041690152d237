import Logging
import Postgres
import ServiceLifecycle
import Support
import Testing

/// Who gets a connection, who waits, who is sent away.
@Suite(.database, .timeLimit(.minutes(20))) struct PoolTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private func isClosed(_ client: PostgresClient) async -> Bool {
        do { _ = try await client.read(["SELECT 1"]) } catch {
            return error as? ClientError == .closed
        }
        return false
    }

    @Test func `those beyond the queue are sent away, the others are served in the end`()
        async throws
    {
        let gate = try await Gate(try database.owner)

        try await database.withClient(.small { $0.queueLimit = 2 }) { client in
            async let holder = client.write([Gate.wait], Gate.patient)
            try await gate.waiters()
            let outcomes = try await withThrowingTaskGroup(of: ClientError?.self) { group in
                for _ in 0..<5 {
                    group.addTask {
                        do {
                            _ = try await client.write(["SELECT 1"], Gate.patient)
                            return nil
                        } catch let error as ClientError { return error }
                    }
                }
                var outcomes: [ClientError?] = []
                while let outcome = try await group.next() {
                    outcomes.append(outcome)
                    if outcomes.count == 3 { try await gate.open() }
                }
                return outcomes
            }
            _ = try await holder

            let full = ClientError.queueFull(retryAfter: .seconds(600))
            #expect(outcomes == [full, full, full, nil, nil])
            #expect(full.retryAfter == .seconds(600))
            #expect(try await client.write(["SELECT 7 AS n"])[0][0]["n"] == 7)
        }
    }

    @Test func `one who waits too long for a connection is sent away, the next is served`()
        async throws
    {
        let gate = try await Gate(try database.owner)
        let pause = Duration.milliseconds(50)

        try await database.withClient(.small { $0.queueDeadline = pause }) { client in
            try await until { (try? await client.write(["SELECT 1"])) != nil }
            async let holder = client.write([Gate.wait], Gate.patient)
            try await gate.waiters()
            await #expect(throws: ClientError.queueDeadline(retryAfter: pause)) {
                try await client.write(["SELECT 1"])
            }
            await #expect(throws: ClientError.queueDeadline(retryAfter: pause)) {
                try await client.transaction { tx in try await tx.run("SELECT 1") }
            }
            try await gate.open()
            _ = try await holder

            try await until { (try? await client.write(["SELECT 1"])) != nil }
        }
    }

    @Test func `closing waits for what is under way and takes nothing new`() async throws {
        let gate = try await Gate(try database.owner)

        try await database.withClient { client in
            async let write = client.write([Gate.wait, "SELECT 7 AS n"], Gate.patient)
            try await gate.waiters()
            async let closed: Void = client.close()
            try await until { await isClosed(client) }
            await #expect(throws: ClientError.closed) { try await client.write(["SELECT 1"]) }
            await #expect(throws: ClientError.closed) {
                try await client.transaction { tx in try await tx.run("SELECT 1") }
            }
            try await gate.open()

            #expect(try await write[1][0]["n"] == 7)
            await closed
        }
    }

    @Test func `closing doesn't wait for a transaction whose session is gone`() async throws {
        let owner = try database.owner

        let (closed, said) = AsyncStream<Void>.makeStream()

        try await database.withClient { client in
            _ = await #expect(throws: ClientError.connectionLost) {
                try await client.transaction { tx in
                    let process: Int32 = try await tx.run("SELECT pg_backend_pid() AS n")[0]["n"]
                    _ = Task {
                        await client.close()
                        said.finish()
                    }
                    try await until { await isClosed(client) }
                    try await owner.terminate(process)
                    try await until { (try? await tx.run("SELECT 1")) == nil }
                }
            }
            for await _ in closed {}
        }
    }

    @Test func `a client closed at once leaves no connection behind`() async throws {
        let owner = try database.owner
        let ours: SQL = "datname = current_database()"
        let before = try await owner.number(
            "SELECT sessions AS n FROM pg_stat_database WHERE \(ours)")

        try await database.withClient(.small { ($0.minimum, $0.maximum) = (4, 4) }) { _ in }

        try await until {
            let row = try await owner.read([
                """
                SELECT sessions AS n, numbackends AS open FROM pg_stat_database WHERE \(ours)
                """
            ])[0][0]
            return try row["n"] as Int >= before + 4 && row["open"] as Int == 1
        }
    }

    @Test func `a service group's graceful shutdown closes the client`() async throws {
        let configuration = PostgresConfiguration(
            connection: try database.connection, readers: 1, maximum: 2)
        let client = PostgresClient(configuration, logger: .silent)
        let group = ServiceGroup(services: [client], logger: .silent)

        async let running: Void = group.run()
        #expect(try await client.number("SELECT 7 AS n") == 7)
        await group.triggerGracefulShutdown()
        try await running

        await #expect(throws: ClientError.closed) { try await client.read(["SELECT 1"]) }
    }

    @Test func `a connection that no longer answers is noticed while nobody uses it`() async throws
    {
        let limits = PostgresConfiguration.small {
            $0.minimum = 1
            $0.healthInterval = .milliseconds(100)
        }
        try await database.withClient(limits) { client in
            let silent: Int32 = try await client.write(["SELECT pg_backend_pid() AS n"])[0][0]["n"]
            _ = try Program.run("/bin/kill", ["-STOP", "\(silent)"])
            try await Task.sleep(for: .seconds(3))
            let next: Int32 = try await client.write(["SELECT pg_backend_pid() AS n"])[0][0]["n"]
            _ = try Program.run("/bin/kill", ["-CONT", "\(silent)"])

            #expect(next != silent)
        }
    }
}
