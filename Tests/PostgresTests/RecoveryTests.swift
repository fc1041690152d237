import Postgres
import Support
import Synchronization
import Testing

/// What remains when the server goes away and comes back.
@Suite(.timeLimit(.minutes(20))) struct RecoveryTests {
    @Test func `a server that stops and comes back costs no acknowledged write`() async throws {
        let server = try PrivateServer()
        let limits = PostgresConfiguration.small {
            ($0.readers, $0.maximum, $0.queueDeadline) = (2, 6, .milliseconds(500))
        }

        try await server.withClient(to: "postgres", limits) { client in
            _ = try await client.write(["CREATE TABLE item (n integer PRIMARY KEY)"])
            let works = Switch()
            let outcomes = try await withThrowingTaskGroup(of: [Int: Outcome].self) { group in
                for task in 0..<24 {
                    group.addTask {
                        await Self.work(task, with: client, while: works)
                    }
                }
                for _ in 0..<2 {
                    try await Self.moreItems(client)
                    try server.stop()
                    try server.start()
                    try await Self.moreItems(client)
                }
                works.turnOff()
                return try await group.reduce(into: [:]) { $0.merge($1) { one, _ in one } }
            }

            let rows = try await client.read(["SELECT n FROM item"])[0]
            let present = Set(try rows.map { try $0["n"] as Int })
            for (n, outcome) in outcomes where outcome != .unknown {
                #expect(present.contains(n) == (outcome == .done))
            }
        }
        try server.stop()
    }

    private enum Outcome { case done, refused, unknown }

    private final class Switch: Sendable {
        private let state = Atomic(true)

        var isOn: Bool { state.load(ordering: .relaxed) }

        func turnOff() {
            state.store(false, ordering: .relaxed)
        }
    }

    /// Reads and writes for as long as it `works`.
    private static func work(
        _ task: Int, with client: PostgresClient, while works: Switch
    ) async -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        while works.isOn {
            let n = task * 1_000_000 + outcomes.count
            // Whether it was answered shows in that this loop ends.
            _ = try? await client.read(["SELECT \(n)::int AS n"])
            outcomes[n] = await insert(n, by: client)
        }
        return outcomes
    }

    private static func insert(_ n: Int, by client: PostgresClient) async -> Outcome {
        let insert: SQL = "INSERT INTO item VALUES (\(n))"
        do {
            if n.isMultiple(of: 2) {
                _ = try await client.write([insert])
            } else {
                try await client.transaction { tx in _ = try await tx.run(insert) }
            }
            return .done
        } catch {
            return error as? ClientError == .outcomeUnknown ? .unknown : .refused
        }
    }

    /// Returns when the workers have added something.
    private static func moreItems(_ client: PostgresClient) async throws {
        let count: SQL = "SELECT count(*) AS n FROM item"
        var before: Int?
        try await until {
            let now = try? await client.number(count)
            if before == nil { before = now }
            guard let now, let before else { return false }
            return now > before
        }
    }
}
