public import CoreMetrics
public import Logging
public import ServiceLifecycle
public import Tracing

/// A pool of connections to one PostgreSQL server, and the only way to it.
///
/// It works from `init` on. `run()` ties it to a service's life; without it, call `close()`.
public final class PostgresClient: Service, Sendable {
    let pool: Pool
    private let spans: Spans?

    /// Makes a client and begins to open its minimum of connections.
    ///
    /// - Parameters:
    ///   - configuration: where the server is, and the limits.
    ///   - logger: hears of connections made and failed, and at `debug` of each unit, never of
    ///     statements' values.
    ///   - metrics: counts and times what the pool does; `nil` is what was bootstrapped before.
    ///   - tracer: gets a span for each unit and transaction; `nil` is what was bootstrapped before.
    public init(
        _ configuration: PostgresConfiguration, logger: Logger,
        metrics: (any MetricsFactory)? = nil, tracer: (any Tracer)? = nil
    ) {
        pool = Pool(
            configuration, logger: logger, meters: Meters(metrics ?? MetricsSystem.factory))
        spans = Spans(tracer ?? InstrumentationSystem.tracer)
    }

    deinit {
        pool.enter { $0.breakOff() }
    }

    /// Runs tasks on the thread where answers come in.
    ///
    /// A task that asks, makes something small of the answer and hands it on changes threads less
    /// often there. Prefer it by `withTaskExecutorPreference`. What computes for longer than about a
    /// millisecond belongs elsewhere, for all answers wait behind it; nothing may block.
    public var taskExecutor: any TaskExecutor { LoopTasks(pool) }

    /// Waits for the service's shutdown, then closes.
    public func run() async throws {
        // Cancellation ends the waiting as the shutdown does.
        try? await gracefulShutdown()
        await pool.close()
    }

    /// Takes nothing new, waits for what is under way, and closes the connections.
    public func close() async {
        await pool.close()
    }

    /// Runs statements in one round trip and one read-only transaction, on a shared connection.
    ///
    /// For short reads: bounded rows, no waiting for locks. A broken connection is covered up.
    ///
    /// - Parameters:
    ///   - statements: what to run, in order.
    ///   - settings: what holds for them.
    /// - Throws: `PostgresError`, `ClientError`, or `CancellationError` at once when cancelled.
    /// - Returns: the rows of each statement.
    public func read(
        _ statements: [SQL], _ settings: LocalSettings = LocalSettings()
    ) async throws -> [Rows] {
        try await spans.around("read", statements.map(\.description)) {
            try await pool.perform(.read, order(statements, settings, readOnly: true))
        }
    }

    /// Runs statements in one round trip and one transaction, on a connection of their own.
    ///
    /// Once sent it isn't cancelled. All of it happens or nothing.
    ///
    /// - Parameters:
    ///   - statements: what to run, in order; none of them begins or ends a transaction.
    ///   - settings: what holds for them.
    /// - Throws: `PostgresError`, `CancellationError` before it was sent, or `ClientError`, of
    ///   which `outcomeUnknown` says that it may have happened.
    /// - Returns: the rows of each statement.
    public func write(
        _ statements: [SQL], _ settings: LocalSettings = LocalSettings()
    ) async throws -> [Rows] {
        try await spans.around("write", statements.map(\.description)) {
            try await pool.perform(.write, order(statements, settings, readOnly: false))
        }
    }

    private func order(_ statements: [SQL], _ settings: LocalSettings, readOnly: Bool) -> Order {
        let local = settings.statement(readOnly: readOnly)
        return Order(
            front: [local], body: statements.map(Statement.init), deadline: settings.deadline,
            ahead: local)
    }

    /// Runs `body` in a transaction on a leased connection: committed when it returns, rolled
    /// back when it throws or its task is cancelled.
    ///
    /// - Parameters:
    ///   - settings: what holds for the transaction; the deadline for each of its round trips.
    ///   - retries: how often `body` may run again after a serialization failure, a deadlock, a
    ///     stale statement or a lost connection before COMMIT. It must be free of other effects.
    ///   - isolation: where `body` runs: with the caller.
    ///   - body: what to do. It must not use the client itself: that could wait for ever.
    /// - Throws: what `body` throws, `PostgresError`, or `ClientError`, of which `outcomeUnknown`
    ///   says that the COMMIT may have happened.
    /// - Returns: what `body` returns.
    @discardableResult
    public func transaction<Value: Sendable>(
        _ settings: LocalSettings = LocalSettings(), retries: Int = 0,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        try await spans.around("transaction") {
            try await attemptTransactions(settings, retries, body)
        }
    }

    private func attemptTransactions<Value: Sendable>(
        _ settings: LocalSettings, _ retries: Int,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> Value
    ) async throws -> Value {
        var attempt = 0
        while true {
            let outcome = try await attemptTransaction(settings, body)
            switch outcome {
            case .success(let value): return value
            case .failure(let end):
                attempt += 1
                guard end.mayPassNextTime, attempt <= retries else { throw end.error }
                try await Task.sleep(for: .milliseconds(Int.random(in: 1...20) << min(attempt, 6)))
            }
        }
    }

    private struct End: Error {
        let error: any Error
        let mayPassNextTime: Bool
    }

    private func attemptTransaction<Value: Sendable>(
        _ settings: LocalSettings, isolation: isolated (any Actor)? = #isolation,
        _ body: (Transaction) async throws -> Value
    ) async throws -> Result<Value, End> {
        let lease = try await pool.lease(settings)
        let transaction = Transaction(
            pool: pool, lease: lease, deadline: settings.deadline, spans: spans)
        do {
            let value = try await body(transaction)
            try Task.checkCancellation()
            try await transaction.commit()
            return .success(value)
        } catch {
            let failure = await pool.abandon(lease) ?? error as? PostgresError
            let isLost = error as? ClientError == .connectionLost
            let isUnknown = error as? ClientError == .outcomeUnknown
            let mayPass = !isUnknown && (isLost || failure?.mayPassNextTime == true)
            return .failure(End(error: error, mayPassNextTime: mayPass))
        }
    }
}
