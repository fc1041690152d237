extension Pool {
    /// Asks unused connections, now and then, whether they are still there. A server's end closes the
    /// socket, which the loop sees at once; a network that is gone says nothing.
    func watchHealth() {
        _ = after(configuration.healthInterval) { pool in
            guard !pool.isClosing else { return }
            for connection in pool.readers + pool.idle where connection.underWay.isEmpty {
                pool.probe(connection)
            }
            pool.watchHealth()
        }
    }

    /// An empty unit: no more than a Sync and its answer. Whoever takes the connection meanwhile
    /// stands behind it.
    private func probe(_ connection: Connection) {
        let order = Order(body: [], deadline: min(configuration.healthInterval, .seconds(5)))
        let unit = Unit(id: nextID(), kind: .read, order: order) { _ in }
        // It asks after this connection, so there is no use in running again on another.
        unit.restarts = .max
        units[unit.id] = unit
        watchDeadline(of: unit)
        send(unit, on: connection)
    }
}
