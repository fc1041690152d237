internal import CLibpq

extension Connection {
    /// Sends a unit; what the socket doesn't take at once follows by `flush`.
    ///
    /// libpq before 17 writes to the socket at each Sync, so each Parse of a new statement costs a
    /// system call; a unit whose statements are prepared costs one in all.
    func send(_ unit: Unit) {
        underWay.append(unit)
        unit.connection = self
        if unit.rollsBackFirst {
            sendAhead(Statement("ROLLBACK"), of: unit)
            sync(.barrier(unit))
        }
        if unit.order.ahead != nil { tidy(for: unit) }
        unit.generation = generation
        let mayPrepare = unit.order.mayPrepareAhead
        let statements = unit.order.statements
        if mayPrepare { prepare(statements, for: unit) }
        for (index, statement) in statements.enumerated() {
            let isAhead = mayPrepare && statement.wording.isPlannable
            send(statement, name: isAhead ? cache.name(of: statement.wording) : nil)
            expected.append(.statement(unit, index: index))
        }
        sync(.end(unit))
        flush()
    }

    /// Has the prepared statements dropped with which a unit was sent, unless that was done since.
    func forgetStatements(of unit: Unit) {
        if unit.generation == generation { isStale = true }
    }

    /// Drops what is too much or stale. Only outside a transaction, and so ahead of a unit and not
    /// behind it: in one that has failed, DEALLOCATE would fail and the server keep the statement.
    private func tidy(for unit: Unit) {
        if isStale {
            isStale = false
            generation += 1
            cache.removeAll()
            sendAhead(Statement("DEALLOCATE ALL"), of: unit, drops: true)
            return sync(.barrier(unit))
        }
        guard cache.isOverfull else { return }
        // What the unit needs is used now, so others go.
        for statement in unit.order.statements { _ = cache.name(of: statement.wording) }
        while let name = cache.evict() {
            sendAhead(Statement(SQL(unsafe: "DEALLOCATE \(name)")), of: unit, drops: true)
        }
        sync(.barrier(unit))
    }

    /// Each Parse has a Sync of its own: behind an error it would be skipped. It locks tables, so
    /// the settings that bound the unit's patience stand before it.
    private func prepare(_ statements: [Statement], for unit: Unit) {
        for (index, statement) in statements.enumerated() {
            let wording = statement.wording
            guard wording.isPlannable, cache.name(of: wording) == nil, cache.hasRoom else {
                continue
            }
            if let settings = unit.order.ahead { sendAhead(settings, of: unit) }
            let name = cache.add(wording)
            check(PQsendPrepare(handle, name, wording.text, 0, nil))
            expected.append(.parse(unit, index: index, wording, name: name))
            sync(.barrier(unit))
        }
    }

    private func sendAhead(_ statement: Statement, of unit: Unit, drops: Bool = false) {
        send(statement, name: nil)
        expected.append(.ahead(unit, drops: drops))
    }

    private func send(_ statement: Statement, name: String?) {
        let count = Int32(statement.values.count)
        withCStrings(statement.values) { values in
            if let name {
                check(PQsendQueryPrepared(handle, name, count, values, nil, nil, 0))
            } else {
                check(PQsendQueryParams(handle, statement.text, count, nil, values, nil, nil, 0))
            }
        }
    }

    private func sync(_ entry: Expected) {
        check(PQpipelineSync(handle))
        expected.append(entry)
    }

    func flush() {
        let state = PQflush(handle)
        check(state < 0 ? 0 : 1)
        hasMoreToWrite = state == 1
    }

    func check(_ success: Int32) {
        if success != 1 { isLost = true }
    }
}
