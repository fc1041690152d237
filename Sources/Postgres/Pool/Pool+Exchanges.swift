internal import Synchronization

/// Statements whose data flows, each in a transaction of its own.
extension Pool {
    /// Begins an exchange in a transaction that has begun. Data to be sent waits for the server's
    /// word; data to be read doesn't, for the server says nothing before it has some.
    nonisolated func begin(
        _ form: Exchange.Form, _ statement: SQL, in lease: UInt64
    ) async throws {
        _ = try await wish(in: lease) { _, lease in
            guard lease.isFree, lease.connection.underWay.isEmpty else { return nil }
            let exchange = Exchange(form, lease: lease.id)
            lease.connection.begin(exchange, statement)
            return exchange
        }
    }

    /// The next piece of what the server sends.
    nonisolated func next(in lease: UInt64) async throws -> Exchange.Piece {
        try await wish(in: lease) { _, lease in lease.connection.exchange }
    }

    /// Sends data; returns when there is room for more.
    nonisolated func put(_ bytes: [UInt8], in lease: UInt64) async throws {
        _ = try await wish(in: lease) { _, lease in
            let exchange = lease.connection.exchange
            exchange.map { lease.connection.put(bytes, $0) }
            return exchange
        }
    }

    /// Ends our data.
    ///
    /// - Returns: what the server has made of it.
    nonisolated func finishCopy(in lease: UInt64) async throws -> Exchange.Piece {
        try await wish(in: lease) { _, lease in
            let exchange = lease.connection.exchange
            exchange.map { lease.connection.finishCopy($0, reason: nil) }
            return exchange
        }
    }

    /// Ends an exchange before its end.
    ///
    /// - Returns: whether it wasn't over anyway; then its transaction has failed.
    nonisolated func stop(in lease: UInt64) async throws -> Bool {
        try await call { pool, call, finish in
            guard let lease = pool.leases[lease], let exchange = lease.connection.exchange else {
                return finish(.success(false))
            }
            pool.abandon(exchange, in: lease)
            lease.whenFree.append { finish($0.map { true }) }
            pool.settle(lease)
        }
    }

    private nonisolated func wish(
        in id: UInt64,
        _ find: @escaping @Sendable (isolated Pool, Lease) -> Exchange?
    ) async throws -> Exchange.Piece {
        try await call { pool, call, finish in
            guard let lease = pool.leases[id], !lease.isOver else {
                return finish(.failure(ClientError.closed))
            }
            if let refusal = lease.refusal { return finish(.failure(refusal)) }
            if call.isCancelled.load(ordering: .sequentiallyConsistent) {
                finish(.failure(CancellationError()))
                return pool.interrupt(lease, CancellationError())
            }
            guard let exchange = find(pool, lease), exchange.wish == nil else {
                return finish(.failure(ClientError.busy))
            }
            pool.grantLater(call.id, to: exchange, in: lease, finish)
        }
    }

    private func grantLater(
        _ id: UInt64, to exchange: Exchange, in lease: Lease,
        _ finish: @escaping (Result<Exchange.Piece, any Error>) -> Void
    ) {
        exchange.wish = Exchange.Wish(id: id, finish: finish)
        exchange.wish?.timer = after(lease.settings.deadline) { pool in
            pool.giveUpWish(id, ClientError.deadlineExceeded)
        }
        drive(exchange, on: lease.connection)
    }

    /// Goes on as far as there is data.
    func drive(_ exchange: Exchange, on connection: Connection) {
        if exchange.wantsInput, let piece = connection.advance(exchange) { grant(exchange, piece) }
        tend(connection)
        guard exchange.phase == .over, let lease = leases[exchange.lease] else { return }
        lease.failure = lease.failure ?? exchange.failure
        settle(lease)
    }

    func grant(_ exchange: Exchange, _ outcome: Result<Exchange.Piece, any Error>) {
        guard let wish = exchange.wish else { return }
        exchange.wish = nil
        loop.cancel(wish.timer)
        if let meters, case .success(let piece) = outcome { meters.note(piece) }
        wish.finish(outcome)
    }

    /// Whoever waited for a piece was cancelled, or waited for too long.
    ///
    /// - Returns: whether somebody waited under that id.
    @discardableResult
    func giveUpWish(_ id: UInt64, _ error: any Error) -> Bool {
        for lease in leases.values {
            guard let exchange = lease.connection.exchange, exchange.wish?.id == id else {
                continue
            }
            grant(exchange, .failure(error))
            interrupt(lease, error)
            return true
        }
        return false
    }

    /// Has the server stop, and what it still sends thrown away.
    func abandon(_ exchange: Exchange, in lease: Lease) {
        guard !exchange.isAbandoned else { return }
        exchange.isAbandoned = true
        if exchange.form == .copyIn, exchange.phase == .flowing {
            lease.connection.finishCopy(exchange, reason: "given up")
            bound(lease)
        } else {
            askToCancel(lease)
        }
        drive(exchange, on: lease.connection)
    }

    /// A lease whose exchange has ended, or on whose behalf nobody asks to cancel any more.
    func settle(_ lease: Lease) {
        guard lease.isFree else { return }
        loop.cancel(lease.patience)
        let waiting = lease.whenFree
        lease.whenFree = []
        for call in waiting { call(.success(())) }
        if lease.isOver { sendRollback(lease) }
    }
}

extension Exchange.Form {
    func refusal(of sql: SQL) -> PostgresError? {
        let statement = Statement(sql)
        let (sqlState, message): (String, String)
        if self == .rows { return statement.refusal(at: 0) }
        if statement.holdsNUL { return .textWithNUL(statement: 0) }
        if !statement.wording.isCopy {
            (sqlState, message) = ("08P01", "Only COPY has data that flows")
        } else if !statement.values.isEmpty {
            (sqlState, message) = ("08P01", "COPY takes no values: write \\(literal: …)")
        } else {
            return nil
        }
        return PostgresError(sqlState: sqlState, message: message, statement: 0)
    }
}
