import Postgres
import Support
import Testing

/// Tasks that run on the client's own thread.
@Suite(.database) struct LoopTasksTests {
    private var client: PostgresClient {
        get throws { try #require(TestDatabase.current).owner }
    }

    @Test func `a hundred tasks ask from the thread where the answers come in`() async throws {
        let client = try client

        let sum = try await withTaskExecutorPreference(client.taskExecutor) {
            try await withThrowingTaskGroup(of: Int.self) { group in
                for task in 1...100 {
                    group.addTask {
                        try await client.read(["SELECT \(task)::int AS n"])[0][0]["n"]
                    }
                }
                return try await group.reduce(0, +)
            }
        }

        #expect(sum == 5050)
    }

    @Test func `a transaction there commits, waits, is cancelled and lets others on`() async throws
    {
        let client = try client
        let (begun, begin) = AsyncStream<Void>.makeStream()

        try await withTaskExecutorPreference(client.taskExecutor) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    try await client.transaction { tx in
                        begin.finish()
                        try await tx.run("SELECT pg_sleep(600)")
                    }
                }
                for await _ in begun {}
                let one: Int = try await client.transaction { tx in
                    try await tx.run("SELECT 1 AS one")[0]["one"]
                }
                #expect(one == 1)
                group.cancelAll()
                await #expect(throws: CancellationError.self) { try await group.waitForAll() }
            }
        }
    }

    @Test func `a task that hops to and fro ends where it is told to`() async throws {
        let client = try client

        let found = try await withTaskExecutorPreference(client.taskExecutor) {
            var found: [Int] = []
            for turn in 0..<50 {
                let there: Int = try await client.read(["SELECT \(turn)::int AS n"])[0][0]["n"]
                found.append(there)
                try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    found.append(try await client.read(["SELECT \(turn)::int AS n"])[0][0]["n"])
                }
            }
            return found
        }

        #expect(found == (0..<50).flatMap { [$0, $0] })
    }
}
