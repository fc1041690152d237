extension Pool {
    /// The caller's task was cancelled.
    func cancel(_ id: UInt64) {
        if withdraw(id, CancellationError()) || giveUpWish(id, CancellationError()) { return }
        guard let unit = units[id] else { return }
        giveUp(unit, CancellationError())
    }

    /// The unit's deadline has passed.
    func expire(_ id: UInt64) {
        if withdraw(id, ClientError.deadlineExceeded) { return }
        guard let unit = units[id] else { return }
        giveUp(unit, ClientError.deadlineExceeded)
        guard let connection = unit.connection else { return }
        switch unit.kind {
        case .read:
            // The first is the one that holds up the others: they run again elsewhere. Another may
            // become the first.
            if connection.underWay.first === unit {
                lose(connection)
            } else {
                watchDeadline(of: unit)
            }
        case .write, .commit, .rollback: lose(connection)
        case .step: break
        }
    }

    /// Releases the caller of a unit that was sent, where that is safe.
    private func giveUp(_ unit: Unit, _ error: any Error) {
        switch unit.kind {
        case .read:
            // `PQcancel` would hit a neighbor, so the answer is awaited and discarded. The deadline
            // still holds, or nobody would notice that it never comes.
            unit.release(.failure(error))
            finishClosing()
        case .step(let lease):
            finish(unit, .failure(error))
            leases[lease].map { interrupt($0, error) }
        case .write, .commit, .rollback: break
        }
    }
}
