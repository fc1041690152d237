internal import Synchronization

/// A transaction under way. It is over when the body that got it returns.
public struct Transaction: Sendable {
    private let pool: Pool
    private let lease: UInt64
    private let deadline: Duration
    private let queued = Queued()

    private final class Queued: Sendable {
        let statements = Mutex<[Statement]>([])

        func takeAll() -> [Statement] {
            statements.withLock { statements in
                defer { statements = [] }
                return statements
            }
        }
    }

    init(pool: Pool, lease: UInt64, deadline: Duration) {
        self.pool = pool
        self.lease = lease
        self.deadline = deadline
    }

    /// Runs statements in one round trip, behind those that were queued.
    ///
    /// - Parameter statements: what to run, in order.
    /// - Throws: `PostgresError`, after which the transaction can only end, `ClientError`, or
    ///   `CancellationError`.
    /// - Returns: the rows of each.
    public func run(_ statements: SQL...) async throws -> [Rows] {
        try await run(statements)
    }

    /// Runs statements in one round trip, behind those that were queued.
    ///
    /// - Parameter statements: what to run, in order.
    /// - Throws: as the form with several parameters.
    /// - Returns: the rows of each.
    public func run(_ statements: [SQL]) async throws -> [Rows] {
        let before = queued.takeAll()
        let body = before + statements.map(Statement.init)
        let answers = try await pool.perform(
            .step(lease: lease), Order(body: body, deadline: deadline))
        return Array(answers.dropFirst(before.count))
    }

    /// Runs one statement.
    ///
    /// - Parameter statement: what to run.
    /// - Throws: as the form with several parameters.
    /// - Returns: its rows.
    @discardableResult
    public func run(_ statement: SQL) async throws -> Rows {
        let answers = try await run([statement])
        guard let rows = answers.first else { throw ClientError.connectionLost }
        return rows
    }

    /// Leaves a statement to travel with the next `run` or with COMMIT, where it may fail.
    ///
    /// - Parameter statement: what to run.
    public func queue(_ statement: SQL) {
        queued.statements.withLock { $0.append(Statement(statement)) }
    }

    func commit() async throws {
        let order = Order(body: queued.takeAll(), back: [Statement("COMMIT")], deadline: deadline)
        _ = try await pool.perform(.commit(lease: lease), order)
    }
}
