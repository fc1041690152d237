import Postgres
import Support
import Synchronization
import Testing

/// What callers are told when a session ends under them.
@Suite(.database, .timeLimit(.minutes(20))) struct OutcomeTests {
    private var owner: PostgresClient {
        get throws { try #require(TestDatabase.current).owner }
    }

    /// Inserts into it wait at their COMMIT.
    private func makeTableThatCommitsSlowly() async throws {
        _ = try await owner.write([
            "CREATE TABLE item (n integer)",
            """
            CREATE FUNCTION rest() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$
            """,
            """
            CREATE CONSTRAINT TRIGGER rests AFTER INSERT ON item DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION rest()
            """,
        ])
    }

    @Test func `a write whose session ends in its commit may have happened`() async throws {
        try await makeTableThatCommitsSlowly()
        let gate = try await Gate(try owner)
        let client = try owner

        let write = Task { try await client.write(["INSERT INTO item VALUES (1)"], Gate.patient) }
        try await client.terminate(try await gate.waiters())

        await #expect(throws: ClientError.outcomeUnknown) { try await write.value }
        try await gate.open()
    }

    @Test func `a COMMIT without an answer isn't tried again, whatever was recovered before`()
        async throws
    {
        try await makeTableThatCommitsSlowly()
        let gate = try await Gate(try owner)
        let client = try owner
        let runs = Atomic(0)

        let task = Task {
            try await client.transaction(Gate.patient, retries: 3) { tx in
                runs.add(1, ordering: .relaxed)
                try await tx.run("SAVEPOINT before")
                _ = try? await tx.run(
                    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")
                tx.queue("ROLLBACK TO SAVEPOINT before")
                tx.queue("INSERT INTO item VALUES (1)")
            }
        }
        try await client.terminate(try await gate.waiters())

        await #expect(throws: ClientError.outcomeUnknown) { try await task.value }
        #expect(runs.load(ordering: .relaxed) == 1)
        try await gate.open()
    }

    @Test func `a recovered serialization failure is no reason to run the body again`()
        async throws
    {
        struct Stop: Error {}
        let client = try owner
        let runs = Atomic(0)

        await #expect(throws: Stop.self) {
            try await client.transaction(retries: 3) { tx in
                runs.add(1, ordering: .relaxed)
                try await tx.run("SAVEPOINT before")
                _ = try? await tx.run(
                    "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$")
                try await tx.run("ROLLBACK TO SAVEPOINT before")
                throw Stop()
            }
        }

        #expect(runs.load(ordering: .relaxed) == 1)
    }

    @Test func `a write whose session ends before its last statement is run again`() async throws {
        _ = try await owner.write(["CREATE TABLE item (n integer)"])
        let gate = try await Gate(try owner)
        let client = try owner

        async let write = client.write(
            [Gate.wait, "INSERT INTO item VALUES (1) RETURNING n"], Gate.patient)
        try await client.terminate(try await gate.waiters())
        try await gate.waiters()
        try await gate.open()

        #expect(try await write[1][0]["n"] == 1)
        #expect(try await client.number("SELECT count(*) AS n FROM item") == 1)
    }

    @Test func `a session that ends under 64 reads costs none of them its answer`() async throws {
        let database = try #require(TestDatabase.current)
        let gate = try await Gate(database.owner)

        try await database.withClient(.small { $0.pipelineDepth = 64 }) { client in
            async let first = client.read([Gate.wait], Gate.patient)
            let process = try await gate.waiters()
            let reads = (1..<64).map { n in
                Task { try await client.read(["SELECT \(n)::int AS n"], Gate.patient) }
            }
            _ = try await client.write(["SELECT 1"])
            try await database.owner.terminate(process)
            try await gate.open()

            _ = try await first
            for (place, read) in reads.enumerated() {
                #expect(try await read.value[0][0]["n"] == place + 1)
            }
        }
    }

    @Test func `a commit that no standby confirmed may be lost and is no success`() async throws {
        let server = try PrivateServer(
            settings: ["synchronous_standby_names=nobody", "synchronous_commit=local"])
        let replicated = LocalSettings(
            ["synchronous_commit": "on"], statementTimeout: .seconds(600),
            deadline: .seconds(600))

        try await server.withClient(to: "postgres", .small { $0.maximum = 3 }) { client in
            _ = try await client.write(["CREATE TABLE item (n integer)"])
            let waiting: SQL = "SELECT pid AS n FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
            let insert: SQL = "INSERT INTO item VALUES (1)"
            let write = Task { try await client.write([insert], replicated) }
            try await until { try await !client.read([waiting])[0].isEmpty }
            _ = try await client.read(["SELECT pg_cancel_backend(pid) FROM (\(waiting)) w(pid)"])
            await #expect(throws: ClientError.outcomeUnknown) { try await write.value }

            let transaction = Task {
                try await client.transaction(replicated, retries: 3) { tx in
                    _ = try await tx.run(insert)
                }
            }
            try await until { try await !client.read([waiting])[0].isEmpty }
            _ = try await client.read(["SELECT pg_cancel_backend(pid) FROM (\(waiting)) w(pid)"])
            await #expect(throws: ClientError.outcomeUnknown) { try await transaction.value }

            #expect(try await client.number("SELECT count(*) AS n FROM item") == 2)
        }
        try server.stop()
    }
}
