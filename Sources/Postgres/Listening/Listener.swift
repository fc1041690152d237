internal import CLibpq

/// A connection that listens, and its reader. Confined to the pool's thread.
final class Listener {
    let id: UInt64
    private let statement: String
    private let reader: AsyncStream<Notifications.Event>.Continuation
    private var handle: OpaquePointer?
    private let notices = Notices()
    /// Whether LISTEN has taken effect on this connection.
    private(set) var isListening = false
    /// Whether the reader doesn't know yet of something that was lost.
    private var hasMissed = false
    /// How often in a row it couldn't connect.
    var failures = 0
    /// Bounds the wait for LISTEN, or ends the pause before another try.
    var timer: Timers.Key?

    init(
        id: UInt64, channels: [String], reader: AsyncStream<Notifications.Event>.Continuation
    ) {
        self.id = id
        self.reader = reader
        statement = channels.map { Statement("LISTEN \(identifier: $0)").text }
            .joined(separator: "; ")
    }

    /// Takes a connection and sends LISTEN.
    func begin(on opened: Connector.Opened) {
        handle = opened.handle
        notices.listen(on: opened.handle)
        _ = PQexitPipelineMode(opened.handle)
        _ = PQsendQuery(opened.handle, statement)
    }

    /// Takes in what the socket holds.
    ///
    /// - Returns: whether the connection is still of use.
    func hear() -> Bool {
        guard let handle, PQflush(handle) >= 0, PQconsumeInput(handle) == 1 else { return false }
        while PQisBusy(handle) == 0, let result = PQgetResult(handle) {
            let answer = Answer(result)
            guard PQresultStatus(answer.result) == PGRES_COMMAND_OK else { return false }
        }
        if !isListening, PQisBusy(handle) == 0 {
            isListening = true
            tell(.listening(mayHaveMissed: hasMissed))
        }
        while let notify = PQnotifies(handle) {
            tell(Self.event(notify))
            PQfreemem(notify)
        }
        return PQstatus(handle) == CONNECTION_OK
    }

    private static func event(_ notify: UnsafeMutablePointer<PGnotify>) -> Notifications.Event {
        .notification(
            Notifications.Notification(
                channel: String(cString: notify.pointee.relname),
                payload: String(cString: notify.pointee.extra), process: notify.pointee.be_pid))
    }

    private func tell(_ event: Notifications.Event) {
        if hasMissed, event != .listening(mayHaveMissed: true) {
            guard isTaken(.listening(mayHaveMissed: true)) else { return }
            hasMissed = false
        }
        hasMissed = !isTaken(event)
    }

    private func isTaken(_ event: Notifications.Event) -> Bool {
        if case .enqueued = reader.yield(event) { true } else { false }
    }

    /// The connection's socket, while there is one.
    var socket: Int32? { handle.map { PQsocket($0) } }

    /// Ends the connection. What is said until there is another will be missed.
    func disconnect() {
        hasMissed = hasMissed || isListening
        handle.map { PQfinish($0) }
        (handle, isListening) = (nil, false)
    }

    /// Tells the reader that nothing more comes.
    func end() {
        reader.finish()
    }
}
