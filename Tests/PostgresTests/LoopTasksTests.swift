import Foundation
import Postgres
import Support
import Testing

/// Tasks that run on the client's own thread.
@Suite(.database) struct LoopTasksTests {
    private static var thread: UInt { UInt(pthread_self()) }

    private var client: PostgresClient {
        get throws { try #require(TestDatabase.current).owner }
    }

    @Test func `a hundred tasks ask from the thread where the answers come in`() async throws {
        let client = try client

        let answers = try await withTaskExecutorPreference(client.taskExecutor) {
            try await withThrowingTaskGroup(of: (Int, [UInt]).self) { group in
                for task in 1...100 {
                    group.addTask {
                        let before = Self.thread
                        let n: Int = try await client.read(["SELECT \(task)::int AS n"])[0][0]["n"]
                        return (n, [before, Self.thread])
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }

        #expect(answers.map(\.0).sorted() == Array(1...100))
        #expect(Set(answers.flatMap(\.1)).count == 1)
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
            let home = Self.thread
            var found: [[Bool]] = []
            for _ in 0..<50 {
                _ = try await client.read(["SELECT 1"])
                let isHome = Self.thread == home
                let isAway = try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    _ = try await client.read(["SELECT 1"])
                    return Self.thread != home
                }
                found.append([isHome, isAway, Self.thread == home])
            }
            return found
        }

        #expect(found == Array(repeating: [true, true, true], count: 50))
    }
}
