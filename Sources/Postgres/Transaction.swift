internal import Synchronization

/// A transaction under way. It is over when the body that got it returns.
public struct Transaction: Sendable {
    let pool: Pool
    let lease: UInt64
    let deadline: Duration
    let spans: Spans?
    private let queued = Queued()

    private final class Queued: Sendable {
        let statements = Mutex<[Statement]>([])

        func takeAll() -> [Statement] {
            statements.withLock { statements in
                defer { statements = [] }
                return statements
            }
        }

        /// Forgets a statement and all behind it.
        ///
        /// - Returns: whether it isn't there any more, so that only what is behind it was.
        func wasSent(_ statement: Statement) -> Bool {
            statements.withLock { statements in
                let place = statements.firstIndex { $0.wording == statement.wording }
                statements.removeSubrange((place ?? statements.startIndex)...)
                return place == nil
            }
        }
    }

    init(pool: Pool, lease: UInt64, deadline: Duration, spans: Spans?) {
        self.pool = pool
        self.lease = lease
        self.deadline = deadline
        self.spans = spans
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
        let order = Order(body: body, deadline: deadline)
        let answers = try await spans.around("step", body.map(\.shownText)) {
            try await pool.perform(.step(lease: lease), order)
        }
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

    /// Runs `body` behind a savepoint: what it throws undoes what it did, and the transaction goes on.
    ///
    /// - Parameters:
    ///   - isolation: where `body` runs: with the caller.
    ///   - body: what to do; savepoints may stand in savepoints.
    /// - Throws: what `body` throws.
    /// - Returns: what `body` returns.
    @discardableResult
    public func savepoint<Value>(
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        let mark = SQL(unsafe: "mark_\(pool.nextID())")
        queue("SAVEPOINT \(mark)")
        do {
            let value = try await body()
            queue("RELEASE SAVEPOINT \(mark)")
            return value
        } catch {
            guard queued.wasSent(Statement("SAVEPOINT \(mark)")) else { throw error }
            // Where this fails too, the transaction can only end, as `error` lets it.
            _ = try? await run("ROLLBACK TO SAVEPOINT \(mark)", "RELEASE SAVEPOINT \(mark)")
            throw error
        }
    }

    func commit() async throws {
        let order = Order(body: queued.takeAll(), back: [Statement("COMMIT")], deadline: deadline)
        _ = try await spans.around("commit", order.body.map(\.shownText)) {
            try await pool.perform(.commit(lease: lease), order)
        }
    }
}
