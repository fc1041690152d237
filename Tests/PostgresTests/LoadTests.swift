import Foundation
import Postgres
import Support
import Synchronization
import Testing

/// Many at once, few connections, and callers who give up at any moment.
@Suite(.database, .timeLimit(.minutes(30))) struct LoadTests {
    private var database: TestDatabase {
        get throws { try #require(TestDatabase.current) }
    }

    private var limits: PostgresConfiguration {
        .small {
            $0.connection = "application_name=loaded"
            $0.readers = 2
            $0.maximum = 4
            $0.queueLimit = 20_000
        }
    }

    @Test func `ten thousand tasks share four connections, and each gets its own answer`()
        async throws
    {
        try await database.withClient(limits) { client in
            let (sum, sessions) = try await withThrowingTaskGroup(of: (Int, Int32).self) { group in
                for n in 1...10_000 {
                    group.addTask {
                        let statement: SQL = "SELECT \(n)::int AS n, pg_backend_pid() AS pid"
                        let row =
                            n.isMultiple(of: 3)
                            ? try await client.write([statement], Gate.patient)[0][0]
                            : try await client.read([statement], Gate.patient)[0][0]
                        #expect(try row["n"] == n)
                        return (try row["n"], try row["pid"])
                    }
                }
                var (sum, sessions) = (0, Set<Int32>())
                for try await (n, session) in group {
                    sum += n
                    sessions.insert(session)
                }
                return (sum, sessions)
            }
            #expect(sum == 10_000 * 10_001 / 2)
            #expect(sessions.count <= 4)
        }
    }

    /// What the tasks have come to.
    private final class Tally: Sendable {
        let answered = Atomic<Int>(0)
        let cancelled = Atomic<Int>(0)
        let foreign = Atomic<Int>(0)
        let failed = Mutex<[String]>([])

        func note(_ outcome: Result<Int, any Error>, of n: Int) {
            switch outcome {
            case .success(n): answered.add(1, ordering: .relaxed)
            case .success: foreign.add(1, ordering: .relaxed)
            case .failure(is CancellationError): cancelled.add(1, ordering: .relaxed)
            case .failure(let error): failed.withLock { $0.append(String(reflecting: error)) }
            }
        }
    }

    @Test func `cancelled at random moments, nobody hangs, leaks or hears another's answer`()
        async throws
    {
        _ = try await database.owner.write(["CREATE TABLE item (n bigint)"])
        let seconds = ProcessInfo.processInfo.environment["CANCELLATION_SECONDS"].flatMap {
            Double($0)
        }
        let end = ContinuousClock.now + .seconds(seconds ?? 60)
        let tally = Tally()

        try await database.withClient(limits) { client in
            await withTaskGroup(of: Void.self) { group in
                for worker in 0..<24 {
                    group.addTask {
                        var random = SystemRandomNumberGenerator()
                        var n = worker * 1_000_000_000
                        while ContinuousClock.now < end {
                            n += 1
                            tally.note(await attempt(client, n, &random), of: n)
                        }
                    }
                }
            }
            // Nothing is left behind: the pool serves, and no session of it has anything open.
            _ = try await client.write(["SELECT 1"], Gate.patient)
            try await until { try await database.owner.number(Self.busy) == 0 }
            let sessions = try await database.owner.number(Self.sessions)
            #expect((1...4).contains(sessions))
        }

        #expect(tally.foreign.load(ordering: .relaxed) == 0)
        #expect(tally.failed.withLock { $0 } == [])
        #expect(tally.answered.load(ordering: .relaxed) > 100)
        #expect(tally.cancelled.load(ordering: .relaxed) > 100)
    }

    /// One action that is cancelled after a moment, which may be before its beginning or behind its
    /// end.
    private func attempt(
        _ client: PostgresClient, _ n: Int, _ random: inout SystemRandomNumberGenerator
    ) async -> Result<Int, any Error> {
        let kind = Int.random(in: 0..<5, using: &random)
        let pause = Duration.microseconds(Int.random(in: 0...8000, using: &random))
        let action = Task { try await run(kind, n, client) }
        let ending = Task {
            try? await Task.sleep(for: pause)
            action.cancel()
        }
        let outcome = await action.result
        ending.cancel()
        return outcome
    }

    private func run(_ kind: Int, _ n: Int, _ client: PostgresClient) async throws -> Int {
        switch kind {
        case 0: return try await client.read(["SELECT \(n)::bigint AS n"], Gate.patient)[0][0]["n"]
        case 1:
            return try await client.write(
                ["INSERT INTO item VALUES (\(n)) RETURNING n"], Gate.patient)[0][0]["n"]
        case 2:
            return try await client.transaction(Gate.patient) { tx in
                try await tx.run("SELECT pg_sleep(0.002)")
                return try await tx.run("SELECT \(n)::bigint AS n")[0]["n"]
            }
        case 3:
            return try await client.transaction(Gate.patient) { tx in
                try await tx.stream("SELECT \(n)::bigint AS n FROM generate_series(1, 2000)") {
                    rows in
                    var found: Set<Int> = []
                    for try await row in rows { found.insert(try row["n"]) }
                    return found == [n] ? n : -1
                }
            }
        default:
            let lines = AsyncStream<[UInt8]> { stream in
                for _ in 0..<20 { stream.yield(Array("\(n)\n".utf8)) }
                stream.finish()
            }
            return try await client.transaction(Gate.patient) { tx in
                let count = try await tx.copyIn("COPY item FROM STDIN", from: lines)
                let stored: Int = try await tx.run(
                    "SELECT count(*) AS n FROM item WHERE n = \(n)")[0]["n"]
                return count == 20 && stored == 20 ? n : -1
            }
        }
    }

    private static let busy: SQL = """
        SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'loaded' AND state <> 'idle'
        """

    private static let sessions: SQL = """
        SELECT count(*) AS n FROM pg_stat_activity WHERE datname = current_database()
        AND application_name = 'loaded'
        """
}
