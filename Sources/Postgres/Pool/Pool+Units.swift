internal import Logging
internal import Synchronization
internal import Tracing

/// A caller who may give up at any time, even before the pool has heard of it.
final class Call: Sendable {
    let id: UInt64
    let isCancelled = Atomic<Bool>(false)

    init(id: UInt64) {
        self.id = id
    }
}

extension Pool {
    /// Runs a unit. The caller waits on a continuation, never on a thread.
    nonisolated func perform(_ kind: Unit.Kind, _ order: Order) async throws -> [Rows] {
        if let refusal = order.refusal { throw refusal }
        let context = isTelling ? ServiceContext.current : nil
        return try await call { pool, call, finish in
            let unit = Unit(id: call.id, kind: kind, order: order, finish: finish)
            unit.context = context
            pool.submit(unit, call)
        }
    }

    /// Lets `begin` start something on the pool's thread that finishes by calling back.
    nonisolated func call<Value: Sendable>(
        _ begin:
            @escaping @Sendable (
                isolated Pool, Call, @escaping @Sendable (Result<Value, any Error>) -> Void
            ) -> Void
    ) async throws -> Value {
        let call = Call(id: nextID())
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                enter { pool in begin(pool, call) { continuation.resume(with: $0) } }
            }
        } onCancel: {
            call.isCancelled.store(true, ordering: .sequentiallyConsistent)
            enter { $0.cancel(call.id) }
        }
    }

    func submit(_ unit: Unit, _ call: Call) {
        let isGivenUp = call.isCancelled.load(ordering: .sequentiallyConsistent)
        if isGivenUp, !unit.isCommit { return unit.release(.failure(CancellationError())) }
        if isClosing, !unit.isLeased { return unit.release(.failure(ClientError.closed)) }
        units[unit.id] = unit
        watchDeadline(of: unit)
        switch unit.kind {
        case .read, .write: start(unit)
        case .step(let lease), .commit(let lease): advance(lease, by: unit)
        case .rollback: break
        }
    }

    func watchDeadline(of unit: Unit) {
        let id = unit.id
        unit.deadline = after(unit.order.deadline) { $0.expire(id) }
    }

    /// Sends a unit at once or lines it up.
    private func start(_ unit: Unit) {
        if unit.kind == .read, waitingForReader.isEmpty, let reader = freeReader {
            return send(unit, on: reader)
        }
        let claim = Claim(
            id: unit.id, grant: { self.send(unit, on: $0) },
            refuse: { self.finish(unit, .failure($0)) })
        line(claim, for: unit.kind == .read ? .reader : .own)
    }

    func send(_ unit: Unit, on connection: Connection) {
        if meters != nil || isTelling { unit.sentAt = .now }
        connection.send(unit)
        tend(connection)
    }

    /// Ends a unit; its caller hears of it unless he has given up.
    func finish(_ unit: Unit, _ outcome: Unit.Outcome) {
        units[unit.id] = nil
        loop.cancel(unit.deadline)
        unit.release(outcome)
    }

    /// A unit has reached its Sync.
    func settle(_ unit: Unit, on connection: Connection) {
        meters?.note(unit)
        tell(unit)
        switch unit.kind {
        case .read, .write: settleAlone(unit, on: connection)
        case .step(let lease): settleStep(unit, of: lease)
        case .commit(let lease): settleCommit(unit, of: lease)
        case .rollback: settleRollback(unit, on: connection)
        }
    }

    /// Whether anything is said of units.
    private nonisolated var isTelling: Bool {
        configuration.slowStatement != nil || logger.logLevel <= .debug
    }

    /// For whoever looks for what takes long: the texts, which hold no values. What the logger adds of
    /// the caller's context is his who asked, though the answer comes in on another thread.
    private func tell(_ unit: Unit) {
        guard isTelling, let sentAt = unit.sentAt else { return }
        let duration = ContinuousClock.now - sentAt
        let isSlow = configuration.slowStatement.map { duration >= $0 } ?? false
        guard isSlow || logger.logLevel <= .debug else { return }
        let metadata: Logger.Metadata = [
            "ms": .stringConvertible((duration / .milliseconds(1) * 1000).rounded() / 1000),
            "rows": .stringConvertible(unit.answers.reduce(0) { $0 + $1.count }),
            "statements": .array((unit.order.body + unit.order.back).map { "\($0.shownText)" }),
        ]
        ServiceContext.$current.withValue(unit.context) {
            logger.log(
                level: isSlow ? .warning : .debug, isSlow ? "Slow" : "Ran", metadata: metadata)
        }
    }

    private func settleAlone(_ unit: Unit, on connection: Connection) {
        if unit.isStale, !unit.isReleased, connections[connection.id] != nil {
            unit.hasPreparedAgain = true
            connection.forgetStatements(of: unit)
            unit.startAgain()
            return send(unit, on: connection)
        }
        if unit.kind == .write, connection.isUnreplicated {
            finish(unit, .failure(ClientError.outcomeUnknown))
            return lose(connection)
        }
        finish(unit, unit.failure.map { .failure($0) } ?? .success(unit.ownAnswers))
        if unit.kind == .write { giveBack(connection) } else { pump() }
    }

    /// The connection of a unit is gone.
    func decideFate(of unit: Unit) {
        let isRefused = unit.failure.map { !$0.isFatal } ?? false
        if isRefused, let failure = unit.failure {
            finish(unit, .failure(failure))
        } else if unit.mayStartAgain, !unit.isReleased, !isClosed {
            unit.restarts += 1
            unit.startAgain()
            start(unit)
        } else {
            let isUnknown = unit.mayHaveHappened
            let loss = isClosed ? ClientError.closed : .connectionLost
            finish(unit, .failure(isUnknown ? .outcomeUnknown : loss))
        }
    }
}

extension Unit {
    var isCommit: Bool { if case .commit = kind { true } else { false } }

    var isLeased: Bool { kind != .read && kind != .write }

    /// An end of the session before the last statement shows that nothing was committed.
    var mayHaveHappened: Bool {
        guard kind == .write || isCommit else { return false }
        guard failure != nil, let failedAt else { return true }
        return isCommit && failedAt == order.statements.count - 1
    }

    /// Three connections in a row that break have a reason that a fourth won't cure.
    var mayStartAgain: Bool { !isLeased && restarts < 2 && !mayHaveHappened }
}
