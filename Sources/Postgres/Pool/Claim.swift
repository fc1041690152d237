/// Somebody who waits for a connection. Confined to the pool's thread.
final class Claim {
    let id: UInt64
    let linedUpAt = ContinuousClock.now
    var timer: Timers.Key?
    let grant: (Connection) -> Void
    let refuse: (any Error) -> Void

    init(
        id: UInt64, grant: @escaping (Connection) -> Void,
        refuse: @escaping (any Error) -> Void
    ) {
        self.id = id
        self.grant = grant
        self.refuse = refuse
    }
}

/// A connection in the hands of one transaction. Confined to the pool's thread.
final class Lease {
    let id: UInt64
    let connection: Connection
    let settings: LocalSettings
    /// How many units were sent in it.
    var roundTrips = 0
    var hasBegun: Bool { roundTrips > 0 }
    /// The refusal by the server that failed the transaction, unless it recovered by a savepoint;
    /// it decides whether running again may help.
    var failure: PostgresError?
    /// Why nothing more may be sent.
    var refusal: (any Error)?
    var isOver = false
    /// A thread is asking the server to cancel; until it returns nothing may follow.
    var isCancelling = false
    /// Ends the waiting for that thread.
    var patience: Timers.Key?
    /// Those who wait until an exchange that was given up has ended.
    var whenFree: [(Result<Void, any Error>) -> Void] = []
    /// Whether the next statement may be sent.
    var isFree: Bool { !isCancelling && connection.exchange == nil }
    /// COMMIT was sent: it is never cancelled, and nothing may follow.
    var isCommitting = false

    init(id: UInt64, connection: Connection, settings: LocalSettings) {
        self.id = id
        self.connection = connection
        self.settings = settings
    }
}
