import Postgres
import Support
import Testing

@Suite(.database) struct TransactionTests {
    private struct Stop: Error {}

    private let settings = LocalSettings(["test.tenant": "north"])

    private var client: PostgresClient {
        get throws { try #require(TestDatabase.current).owner }
    }

    private func makeTable() async throws {
        _ = try await client.write(
            [
                """
                CREATE TABLE item
                (n integer CONSTRAINT item_once PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)
                """
            ], settings)
    }

    private func count() async throws -> Int {
        try await client.read(["SELECT count(*) AS n FROM item"], settings)[0][0]["n"]
    }

    @Test func `what a transaction did is there when it returns, what was queued too`() async throws
    {
        try await makeTable()

        let tenant = try await client.transaction(settings) { tx in
            tx.queue("INSERT INTO item VALUES (1)")
            let rows = try await tx.run("SELECT current_setting('test.tenant') AS tenant")
            tx.queue("INSERT INTO item VALUES (2)")
            return try rows[0]["tenant"] as String
        }

        #expect(tenant == "north")
        #expect(try await count() == 2)
    }

    @Test func `a body that throws leaves nothing behind`() async throws {
        try await makeTable()

        await #expect(throws: Stop.self) {
            try await client.transaction(settings) { tx in
                try await tx.run("INSERT INTO item VALUES (1)")
                throw Stop()
            }
        }

        #expect(try await count() == 0)
    }

    @Test func `a constraint that fails at the COMMIT is thrown by name`() async throws {
        try await makeTable()

        let error = await #expect(throws: PostgresError.self) {
            try await client.transaction(settings) { tx in
                tx.queue("INSERT INTO item VALUES (1)")
                tx.queue("INSERT INTO item VALUES (1)")
            }
        }

        #expect(error?.constraint == "item_once")
        #expect(try await count() == 0)
    }

    @Test func `a serialization failure runs the body again where the caller allows it`()
        async throws
    {
        try await makeTable()
        let client = try client
        let conflict: SQL = "DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"
        let runs = Counter()

        let count = try await client.transaction(settings, retries: 2) { tx in
            let run = await runs.next()
            try await tx.run("INSERT INTO item VALUES (\(run))")
            if run < 3 { try await tx.run(conflict) }
            return run
        }

        #expect(count == 3)
        #expect(try await self.count() == 1)
        await #expect(throws: PostgresError.self) {
            try await client.transaction(settings) { tx in try await tx.run(conflict) }
        }
    }

    @Test func `a cancelled transaction is rolled back and its connection serves again`()
        async throws
    {
        try await makeTable()
        let client = try client
        let (begun, said) = AsyncStream<Void>.makeStream()

        let task = Task {
            try await client.transaction(settings) { tx in
                try await tx.run("INSERT INTO item VALUES (1)")
                said.yield()
                try await tx.run("SELECT pg_sleep(60)")
            }
        }
        for await _ in begun { break }
        task.cancel()

        await #expect(throws: (any Error).self) { try await task.value }
        #expect(try await count() == 0)
    }

    @Test func `backends killed under way leave everyone with an answer or an error`() async throws
    {
        let client = try client
        let killer = try PrivateServer.shared.get().client(to: "postgres", as: PrivateServer.owner)

        let answered = await withTaskGroup(of: Bool.self) { group in
            for n in 0..<40 {
                group.addTask {
                    let rows = try? await client.read(
                        ["SELECT pg_sleep(0.01)", "SELECT \(n)::int AS n"], settings)
                    return rows.flatMap { try? $0[1][0]["n"] as Int } ?? n == n
                }
            }
            for _ in 0..<5 {
                // A backend that is gone already is no failure of the test.
                _ = try? await killer.read(
                    [
                        """
                        SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                        WHERE datname LIKE 'test_%' AND query LIKE '%pg_sleep(0.01)%'
                        """
                    ], settings)
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        await killer.close()

        #expect(answered == 40)
        #expect(try await client.read(["SELECT 7 AS n"], settings)[0][0]["n"] == 7)
    }
}

private actor Counter {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
