extension Pool {
    /// Asks unused connections, now and then, whether they are still there. A server's end closes the
    /// socket, which the loop sees at once; a network that is gone says nothing.
    func watchHealth() {
        _ = after(configuration.healthInterval) { pool in
            guard !pool.isClosing else { return }
            for reader in pool.readers where reader.underWay.isEmpty {
                pool.probe(reader, as: .read)
            }
            let idle = pool.idle
            pool.idle = []
            for connection in idle {
                pool.loop.cancel(connection.idleTimer)
                pool.probe(connection, as: .write)
            }
            pool.watchHealth()
        }
    }

    /// An empty unit: no more than a Sync and its answer.
    private func probe(_ connection: Connection, as kind: Unit.Kind) {
        let order = Order(body: [], deadline: min(configuration.healthInterval, .seconds(5)))
        let unit = Unit(id: nextID(), kind: kind, order: order) { _ in }
        // It asks after this connection, so there is no use in running again on another.
        unit.restarts = .max
        units[unit.id] = unit
        watchDeadline(of: unit)
        send(unit, on: connection)
    }
}
