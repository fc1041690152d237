internal import Logging

extension Pool {
    /// How many connections of their own writers and transactions hold or could take.
    private var ownable: Int { connections.count - readers.count }

    func openMissing() {
        guard !isBackingOff, !isClosed else { return }
        let readersMissing = configuration.readers - readers.count
        let room = configuration.maximum - configuration.readers - ownable
        let asked = (waitingForReader.isEmpty ? 0 : readersMissing) + min(waiting.count, room)
        let wanted = max(asked, isClosing ? 0 : configuration.minimum - connections.count)
        for _ in 0..<max(0, wanted - connecting) { open() }
    }

    private func open() {
        connecting += 1
        // While a connector is out, it alone keeps the pool: nobody else may be waiting.
        Connector.connect(configuration.connection) { result in
            self.enter { $0.opened(result) }
        }
    }

    private func opened(_ result: Result<Connector.Opened, Connector.Failure>) {
        connecting -= 1
        switch result {
        case .success(let opened):
            failures = 0
            meters?.noteConnect(isMade: true)
            admit(opened)
        case .failure(let failure):
            meters?.noteConnect(isMade: false)
            backOff(failure)
        }
        pump()
    }

    private func admit(_ opened: Connector.Opened) {
        let limit = configuration.statementCacheLimit
        let connection = Connection(opened, id: nextID(), cacheLimit: limit)
        // It was on its way when the client was closed.
        guard !isClosed else {
            connection.close()
            return
        }
        connections[connection.id] = connection
        loop.watch(.begin, socket: connection.socket, key: connection.id)
        let isFull = ownable > configuration.maximum - configuration.readers
        let isReaderWanted = waiting.isEmpty || !waitingForReader.isEmpty
        if readers.count < configuration.readers, isFull || isReaderWanted {
            readers.append(connection)
        } else {
            rest(connection)
        }
        logger.debug("Connected", metadata: ["connections": "\(connections.count)"])
    }

    /// Doubles the pause with each failure, and spreads it, so that many services don't come back
    /// at once.
    private func backOff(_ failure: Connector.Failure) {
        logger.warning("Could not connect", metadata: ["reason": "\(failure.message)"])
        guard !isBackingOff else { return }
        failures += 1
        isBackingOff = true
        _ = after(Self.pause(behind: failures)) { pool in
            pool.isBackingOff = false
            pool.pump()
        }
    }

    /// From a twentieth of a second to three seconds.
    static func pause(behind failures: Int) -> Duration {
        Duration.milliseconds(50) * (1 << min(failures, 6)) * Double.random(in: 0.5...1)
    }

    /// Puts an unused connection where the next one finds it.
    private func rest(_ connection: Connection) {
        idle.append(connection)
        let id = connection.id
        connection.idleTimer = after(configuration.idleTimeout) { $0.retire(id) }
    }

    private func retire(_ id: UInt64) {
        guard connections.count > configuration.minimum else { return }
        if let connection = idle.first(where: { $0.id == id }) { lose(connection) }
    }

    /// Takes a connection back from a writer or a transaction.
    func giveBack(_ connection: Connection) {
        guard !connection.isLost, connection.isOutsideTransaction else { return lose(connection) }
        rest(connection)
        pump()
    }

    /// The socket has something to read, or room to write.
    func ready(_ key: UInt64) {
        guard let connection = connections[key] else {
            listeners[key].map { hear($0) }
            return
        }
        if connection.hasMoreToWrite { connection.flush() }
        if let exchange = connection.exchange {
            connection.hear(exchange)
            return drive(exchange, on: connection)
        }
        for unit in connection.receive() { settle(unit, on: connection) }
        tend(connection)
    }

    /// After each use: watches the socket for what is of interest now, buries what is dead.
    func tend(_ connection: Connection) {
        guard connections[connection.id] === connection else { return }
        guard !connection.isLost else { return lose(connection) }
        let (reads, writes) = (connection.wantsInput, connection.hasMoreToWrite)
        guard (reads, writes) != (connection.isWatchedForReading, connection.isWatchedForWriting)
        else { return }
        (connection.isWatchedForReading, connection.isWatchedForWriting) = (reads, writes)
        loop.watch(
            .change, socket: connection.socket, key: connection.id, reads: reads, writes: writes)
    }

    /// Ends a connection; those whose units were under way on it learn their fate.
    func lose(_ connection: Connection) {
        guard connections.removeValue(forKey: connection.id) != nil else { return }
        loop.watch(.end, socket: connection.socket, key: connection.id)
        loop.cancel(connection.idleTimer)
        readers.removeAll { $0 === connection }
        idle.removeAll { $0 === connection }
        if let exchange = connection.exchange {
            grant(exchange, .failure(ClientError.connectionLost))
        }
        let interrupted = connection.close()
        if !interrupted.isEmpty { meters?.noteLoss() }
        for unit in interrupted { decideFate(of: unit) }
        for lease in leases.values where lease.connection === connection {
            lease.refusal = lease.refusal ?? ClientError.connectionLost
            let waiting = lease.whenFree
            lease.whenFree = []
            for call in waiting { call(.failure(ClientError.connectionLost)) }
            if lease.isOver { leases[lease.id] = nil }
        }
        pump()
    }
}
