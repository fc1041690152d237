extension Pool {
    /// Takes nothing new, waits for what is under way, closes the connections.
    nonisolated func close() async {
        await withCheckedContinuation { continuation in
            enter { pool in
                pool.beginClosing { continuation.resume() }
            }
        }
    }

    private func beginClosing(_ done: @escaping @Sendable () -> Void) {
        closers.append(done)
        if !isClosing {
            isClosing = true
            endListening()
            _ = after(configuration.closeDeadline) { $0.breakOff() }
        }
        finishClosing()
    }

    func finishClosing() {
        guard isClosing, leases.isEmpty, units.values.allSatisfy(\.isReleased) else { return }
        guard waiting.isEmpty, waitingForReader.isEmpty, !closers.isEmpty else { return }
        let done = closers
        closers = []
        isClosed = true
        for connection in connections.values { lose(connection) }
        for closer in done { closer() }
    }

    /// Ends everything at once: those who still wait are told.
    func breakOff() {
        (isClosing, isClosed) = (true, true)
        endListening()
        for claim in waiting + waitingForReader { withdraw(claim.id, ClientError.closed) }
        for unit in units.values where unit.kind == .read {
            finish(unit, .failure(ClientError.closed))
        }
        for connection in connections.values { lose(connection) }
        leases = [:]
        finishClosing()
    }
}
