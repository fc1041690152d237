internal import CLibpq

/// A connection in pipeline mode. Confined to the pool's thread; nothing here waits.
///
/// What it keeps is for its own files alone: `Connection+Sending` and `Connection+Receiving`.
final class Connection {
    /// What the server owes us, in the order in which it will come.
    enum Expected {
        /// A statement of our own before a unit; `drops` when it drops a prepared statement.
        case ahead(Unit, drops: Bool)
        case parse(Unit, index: Int, Wording, name: String)
        /// The Sync of what goes ahead of a unit.
        case barrier(Unit)
        case statement(Unit, index: Int)
        case end(Unit)
    }

    let id: UInt64
    let socket: Int32
    let handle: OpaquePointer
    private let notices = Notices()
    var cache: StatementCache
    var expected = Queue<Expected>()
    /// The units sent and not yet at their Sync, in order.
    var underWay: [Unit] = []
    var isLost = false
    var hasMoreToWrite = false
    var isWatchedForWriting = false
    var isWatchedForReading = true
    /// How often all prepared statements were dropped.
    var generation = 0
    /// Whether what the server has prepared and what we think it has may differ.
    var isStale = false
    var idleTimer: Timers.Key?
    /// What it is used for outside pipeline mode.
    var exchange: Exchange?

    init(_ opened: Connector.Opened, id: UInt64, cacheLimit: Int) {
        self.id = id
        handle = opened.handle
        socket = PQsocket(handle)
        cache = StatementCache(limit: cacheLimit)
        notices.listen(on: handle)
    }

    /// Ends the connection. It must not be used any more.
    ///
    /// - Returns: the units that were under way; they refer to it, so it lets go of them.
    @discardableResult
    func close() -> [Unit] {
        defer { (underWay, expected, exchange) = ([], Queue(), nil) }
        isLost = true
        PQfinish(handle)
        return underWay
    }

    /// Whether a commit returned although no standby has it.
    var isUnreplicated: Bool { notices.hasUnreplicatedCommit }
    /// Whether the server says that no transaction is open. While an answer is due it says nothing.
    var isOutsideTransaction: Bool { PQtransactionStatus(handle) == PQTRANS_IDLE }

    var cancellation: Connector.Cancel? {
        isLost ? nil : PQgetCancel(handle).map(Connector.Cancel.init(wish:))
    }
}
