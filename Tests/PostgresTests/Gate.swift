import Logging
import Postgres
import Support
import Testing

/// A lock on the server, held until it is opened: what waits for it is under way for as long as a
/// test wants.
final class Gate: Sendable {
    /// The statement that waits.
    static let wait: SQL = "SELECT pg_advisory_xact_lock_shared(1)"
    /// Settings under which nobody loses patience with a gate.
    static let patient = LocalSettings(
        statementTimeout: .seconds(600), lockTimeout: .seconds(600), deadline: .seconds(600))

    private let client: PostgresClient
    private let opening: AsyncStream<Void>.Continuation
    private let holding: Task<Void, any Error>

    /// Closes a gate in the client's database.
    init(_ client: PostgresClient) async throws {
        let (opened, opening) = AsyncStream<Void>.makeStream()
        let (held, said) = AsyncStream<Void>.makeStream()
        self.client = client
        self.opening = opening
        holding = Task {
            defer { said.finish() }
            try await client.transaction(Gate.patient) { tx in
                try await tx.run("SELECT pg_advisory_xact_lock(1)")
                said.finish()
                for await _ in opened {}
            }
        }
        for await _ in held {}
    }

    deinit {
        opening.finish()
    }

    /// Lets through all who wait.
    func open() async throws {
        opening.finish()
        try await holding.value
    }

    /// Returns when so many wait, with the process of one of them.
    @discardableResult
    func waiters(_ count: Int = 1) async throws -> Int32 {
        let waiting: SQL = """
            SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """
        while true {
            let rows = try await client.read([waiting])[0]
            if rows.count == count { return try rows[0]["pid"] }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

/// Returns when `condition` holds.
func until(_ condition: () async throws -> Bool) async throws {
    while try await !condition() { try await Task.sleep(for: .milliseconds(5)) }
}

extension PostgresClient {
    /// The number that a statement names `n`.
    func number(_ statement: SQL) async throws -> Int {
        try await read([statement])[0][0]["n"]
    }

    /// Ends a session from outside it.
    func terminate(_ process: Int32) async throws {
        _ = try await read(["SELECT pg_terminate_backend(\(process))"])
    }

    /// Returns the processes whose session runs a statement like `pattern`, when there is one.
    func processes(running pattern: String) async throws -> [Int32] {
        let running: SQL = """
            SELECT pid FROM pg_stat_activity WHERE datname = current_database()
            AND state = 'active' AND pid <> pg_backend_pid() AND query LIKE \(pattern)
            """
        while true {
            let found = try await read([running])[0].map { try $0["pid"] as Int32 }
            if !found.isEmpty { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

extension PostgresConfiguration {
    /// One reader, one connection for writers, and nobody loses patience, unless `change` says
    /// otherwise.
    static func small(
        _ change: (inout PostgresConfiguration) -> Void = { _ in }
    ) -> PostgresConfiguration {
        var limits = PostgresConfiguration(
            connection: "", readers: 1, minimum: 0, maximum: 2, queueDeadline: .seconds(600),
            closeDeadline: .seconds(3600))
        change(&limits)
        return limits
    }
}

extension TestDatabase {
    /// Runs `body` with a client of its own on this database, and closes it.
    func withClient<Value: Sendable>(
        _ limits: PostgresConfiguration = .small(), _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        let current: SQL = "SELECT current_database()::text AS name"
        let name: String = try await owner.read([current])[0][0]["name"]
        return try await PrivateServer.shared.get().withClient(to: name, limits, body)
    }
}

extension PrivateServer {
    /// Runs `body` with a client of its own, and closes it. What `limits` say of the connection is
    /// said beside where the database is.
    func withClient<Value: Sendable>(
        to database: String, _ limits: PostgresConfiguration = .small(),
        _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        var configuration = limits
        configuration.connection = connection(to: database) + " " + limits.connection
        let client = PostgresClient(configuration, logger: .silent)
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}

extension Logger {
    /// Hears nothing.
    static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
