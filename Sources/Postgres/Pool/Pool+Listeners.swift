internal import Logging

/// Connections that listen, beside those that work.
extension Pool {
    nonisolated func listen(
        to channels: [String], _ reader: AsyncStream<Notifications.Event>.Continuation
    ) {
        let id = nextID()
        reader.onTermination = { [weak self] _ in
            self?.enter { $0.endListening(id) }
        }
        enter { pool in
            guard !pool.isClosing else { return reader.finish() }
            let listener = Listener(id: id, channels: channels, reader: reader)
            pool.listeners[id] = listener
            pool.connect(listener)
        }
    }

    private func connect(_ listener: Listener) {
        let id = listener.id
        Connector.connect(configuration.connection) { [weak self] result in
            guard let self else { return result.discard() }
            self.enter { $0.connected(id, result) }
        }
    }

    private func connected(
        _ id: UInt64, _ result: Result<Connector.Opened, Connector.Failure>
    ) {
        guard let listener = listeners[id] else { return result.discard() }
        switch result {
        case .success(let opened):
            listener.begin(on: opened)
            listener.socket.map { loop.watch(.begin, socket: $0, key: id) }
            listener.timer = after(Self.patience) { $0.restart(id, because: "no answer") }
            hear(listener)
        case .failure(let failure):
            restart(id, because: failure.message)
        }
    }

    /// How long the server may take to answer LISTEN.
    private static let patience = Duration.seconds(15)

    func hear(_ listener: Listener) {
        let wasListening = listener.isListening
        guard listener.hear() else { return restart(listener.id, because: "connection lost") }
        guard !wasListening, listener.isListening else { return }
        listener.failures = 0
        loop.cancel(listener.timer)
    }

    /// Connects again after a pause.
    private func restart(_ id: UInt64, because reason: String) {
        guard let listener = listeners[id] else { return }
        logger.warning("Listens no longer, and tries again", metadata: ["reason": "\(reason)"])
        drop(listener)
        listener.failures += 1
        listener.timer = after(Self.pause(behind: listener.failures)) { pool in
            pool.listeners[id].map { pool.connect($0) }
        }
    }

    private func drop(_ listener: Listener) {
        loop.cancel(listener.timer)
        listener.socket.map { loop.watch(.end, socket: $0, key: listener.id) }
        listener.disconnect()
    }

    func endListening(_ id: UInt64) {
        guard let listener = listeners.removeValue(forKey: id) else { return }
        drop(listener)
        listener.end()
    }

    func endListening() {
        for id in listeners.keys { endListening(id) }
    }
}

extension Result<Connector.Opened, Connector.Failure> {
    /// Nobody is left who could use it.
    fileprivate func discard() {
        if case .success(let opened) = self { opened.close() }
    }
}
