internal import Synchronization

extension Pool {
    /// Waits for a connection of one's own.
    nonisolated func lease(_ settings: LocalSettings) async throws -> UInt64 {
        let order = Order(
            front: [settings.transactionStatement], body: [], deadline: settings.deadline)
        if let refusal = order.refusal { throw refusal }
        return try await call { pool, call, finish in
            pool.lease(settings, call, finish)
        }
    }

    private func lease(
        _ settings: LocalSettings, _ call: Call,
        _ finish: @escaping @Sendable (Result<UInt64, any Error>) -> Void
    ) {
        if call.isCancelled.load(ordering: .sequentiallyConsistent) {
            return finish(.failure(CancellationError()))
        }
        if isClosing { return finish(.failure(ClientError.closed)) }
        let grant = { [unowned self] (connection: Connection) in
            leases[call.id] = Lease(id: call.id, connection: connection, settings: settings)
            finish(.success(call.id))
        }
        let claim = Claim(id: call.id, grant: grant) { finish(.failure($0)) }
        line(claim, for: .own)
    }

    /// Sends a unit of a transaction; BEGIN and the settings travel with the first.
    func advance(_ id: UInt64, by unit: Unit) {
        guard let lease = leases[id], !lease.isOver else {
            return finish(unit, .failure(ClientError.closed))
        }
        if let refusal = lease.refusal { return finish(unit, .failure(refusal)) }
        guard !lease.isCommitting else { return finish(unit, .failure(ClientError.closed)) }
        guard lease.isFree else { return finish(unit, .failure(ClientError.busy)) }
        if !lease.hasBegun {
            guard !unit.order.body.isEmpty else {
                finish(unit, .success([]))
                if unit.isCommit { end(lease) }
                return
            }
            let settings = lease.settings
            let local = settings.transactionStatement
            (unit.order.front, unit.order.ahead) = ([settings.beginning, local], local)
        }
        lease.roundTrips += 1
        lease.isCommitting = unit.isCommit
        send(unit, on: lease.connection)
    }

    func settleStep(_ unit: Unit, of id: UInt64) {
        if let lease = leases[id] {
            if beginsAgain(unit, in: lease) { return }
            note(unit, in: lease)
        }
        finish(unit, unit.failure.map { .failure($0) } ?? .success(unit.ownAnswers))
    }

    private func note(_ unit: Unit, in lease: Lease) {
        if let failure = unit.failure {
            lease.failure = lease.failure ?? failure
            if failure.isStale { lease.connection.forgetStatements(of: unit) }
        } else if !unit.answers.isEmpty, !unit.isCommit {
            // A statement that succeeds behind one that failed stands behind a savepoint.
            lease.failure = nil
        }
    }

    /// Stale statements in a transaction's first round trip: nobody has seen an answer yet, so
    /// they can be prepared again without a word.
    private func beginsAgain(_ unit: Unit, in lease: Lease) -> Bool {
        let connection = lease.connection
        guard unit.isStale, unit.order.ahead != nil, !unit.isReleased, lease.refusal == nil,
            !lease.isOver, connections[connection.id] != nil, lease.roundTrips == 1
        else { return false }
        connection.forgetStatements(of: unit)
        unit.startAgain()
        (unit.hasPreparedAgain, unit.rollsBackFirst) = (true, true)
        send(unit, on: connection)
        return true
    }

    func settleCommit(_ unit: Unit, of id: UInt64) {
        guard let lease = leases[id] else { return }
        if beginsAgain(unit, in: lease) { return }
        note(unit, in: lease)
        if let failure = unit.failure {
            finish(unit, .failure(failure))
            rollBack(lease)
        } else if lease.connection.isUnreplicated {
            finish(unit, .failure(ClientError.outcomeUnknown))
            lose(lease.connection)
        } else if unit.answers.last?.tag == "COMMIT" {
            finish(unit, .success([]))
            end(lease)
        } else {
            let message = "The transaction had failed and was rolled back"
            let aborted = PostgresError(sqlState: "25P02", message: message, statement: nil)
            finish(unit, .failure(lease.failure ?? aborted))
            end(lease)
        }
    }

    private func end(_ lease: Lease) {
        lease.isOver = true
        leases[lease.id] = nil
        giveBack(lease.connection)
    }
}

extension Pool {
    /// Gives up a transaction; its connection comes back when it is clean.
    ///
    /// - Returns: the first refusal by the server in it.
    nonisolated func abandon(_ id: UInt64) async -> PostgresError? {
        await withCheckedContinuation { continuation in
            enter { pool in
                let lease = pool.leases[id]
                lease.map { pool.rollBack($0) }
                continuation.resume(returning: lease?.failure)
            }
        }
    }

    func rollBack(_ lease: Lease) {
        guard !lease.isOver else { return }
        lease.isOver = true
        if connections[lease.connection.id] == nil {
            leases[lease.id] = nil
            finishClosing()
        } else if !lease.hasBegun {
            end(lease)
        } else if let exchange = lease.connection.exchange {
            abandon(exchange, in: lease)
        } else {
            settle(lease)
        }
    }

    /// Stands behind all that the transaction has sent, and so is the barrier to its next user.
    func sendRollback(_ lease: Lease) {
        leases[lease.id] = nil
        let order = Order(
            front: [Statement("ROLLBACK")], body: [], deadline: lease.settings.deadline)
        let unit = Unit(id: nextID(), kind: .rollback, order: order) { _ in }
        units[unit.id] = unit
        watchDeadline(of: unit)
        send(unit, on: lease.connection)
    }

    func settleRollback(_ unit: Unit, on connection: Connection) {
        finish(unit, .success([]))
        // A cancellation that came late may have hit it.
        let isClean = unit.answers.last?.tag == "ROLLBACK"
        if isClean { giveBack(connection) } else { lose(connection) }
    }

    /// Stops what a transaction has under way, and lets nothing more be sent in it.
    func interrupt(_ lease: Lease, _ reason: any Error) {
        lease.refusal = lease.refusal ?? reason
        if let exchange = lease.connection.exchange {
            abandon(exchange, in: lease)
        } else {
            askToCancel(lease)
        }
    }

    /// Asks the server to stop a transaction's statement. Nothing follows until it was asked:
    /// the signal must not hit the next user. On a dead network the asking itself may take for
    /// ever; the connection is given up then.
    func askToCancel(_ lease: Lease) {
        guard !lease.isCancelling, !lease.isCommitting else { return }
        guard let cancellation = lease.connection.cancellation else { return }
        lease.isCancelling = true
        let id = lease.id
        bound(lease)
        Connector.cancel(cancellation) { [weak self] in
            self?.enter { pool in
                guard let lease = pool.leases[id] else { return }
                lease.isCancelling = false
                pool.settle(lease)
            }
        }
    }

    /// Ends the connection unless what a lease has under way ends within the deadline.
    func bound(_ lease: Lease) {
        let id = lease.id
        loop.cancel(lease.patience)
        lease.patience = after(lease.settings.deadline) { pool in
            pool.leases[id].map { pool.lose($0.connection) }
        }
    }
}
