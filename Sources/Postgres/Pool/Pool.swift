internal import Logging
internal import Synchronization

/// Connections, who uses them and who waits for one. All of it lives on the event loop's thread.
actor Pool {
    nonisolated let loop: EventLoop
    nonisolated let configuration: PostgresConfiguration
    nonisolated let logger: Logger
    nonisolated let meters: Meters?
    private nonisolated let lastID = Atomic<UInt64>(0)

    var connections: [UInt64: Connection] = [:]
    var readers: [Connection] = []
    var idle: [Connection] = []
    var leases: [UInt64: Lease] = [:]
    var units: [UInt64: Unit] = [:]
    var listeners: [UInt64: Listener] = [:]
    /// Read units that no reader can take yet, and those who want a connection of their own.
    var waitingForReader: [Claim] = []
    var waiting: [Claim] = []
    var connecting = 0
    var failures = 0
    var isBackingOff = false
    /// Nothing new is taken.
    var isClosing = false
    /// Nothing is under way any more, or it was broken off: no connection is opened or kept.
    var isClosed = false
    var closers: [() -> Void] = []

    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

    init(_ configuration: PostgresConfiguration, logger: Logger, meters: Meters?) {
        self.meters = meters
        let door = Door()
        self.configuration = configuration
        self.logger = logger
        loop = EventLoop { key in door.pool?.assumeIsolated { $0.ready(key) } }
        loop.post { [weak self] in
            door.pool = self
            self?.assumeIsolated { pool in
                pool.pump()
                pool.watchHealth()
            }
        }
    }

    deinit {
        loop.stop()
    }

    /// Runs `work` on the pool's thread, after what was sent there before.
    nonisolated func enter(_ work: @escaping @Sendable (isolated Pool) -> Void) {
        loop.post { self.assumeIsolated(work) }
    }

    /// Runs `work` on the pool's thread later, if the pool is still there.
    func after(
        _ delay: Duration, _ work: @escaping @Sendable (isolated Pool) -> Void
    ) -> Timers.Key {
        loop.after(delay) { [weak self] in self?.assumeIsolated(work) }
    }

    nonisolated func nextID() -> UInt64 {
        lastID.add(1, ordering: .relaxed).newValue
    }

    /// The loop's way to the pool, which owns the loop.
    ///
    /// `@unchecked Sendable`: used on the loop's thread only.
    private final class Door: @unchecked Sendable {
        weak var pool: Pool?
    }
}

extension Pool {
    /// Gives connections to those who wait, and opens what is missing.
    func pump() {
        while let claim = waitingForReader.first, let reader = freeReader {
            waitingForReader.removeFirst()
            grant(reader, to: claim)
        }
        while let claim = waiting.first, let connection = idle.popLast() {
            waiting.removeFirst()
            loop.cancel(connection.idleTimer)
            grant(connection, to: claim)
        }
        openMissing()
        finishClosing()
        meters?.note(
            idle: idle.count, used: connections.count - idle.count,
            pending: waiting.count + waitingForReader.count)
    }

    /// The one with the least to do, unless all have enough.
    var freeReader: Connection? {
        let reader = readers.min { $0.underWay.count < $1.underWay.count }
        return reader.flatMap { $0.underWay.count < configuration.pipelineDepth ? $0 : nil }
    }

    private func grant(_ connection: Connection, to claim: Claim) {
        loop.cancel(claim.timer)
        meters?.noteWait(since: claim.linedUpAt)
        claim.grant(connection)
    }

    enum Line {
        case reader, own
    }

    /// Lines a claim up; `pump` serves it.
    func line(_ claim: Claim, for line: Line) {
        let length = line == .reader ? waitingForReader.count : waiting.count
        let pause = configuration.queueDeadline
        guard length < configuration.queueLimit else {
            return claim.refuse(ClientError.queueFull(retryAfter: pause))
        }
        if line == .reader { waitingForReader.append(claim) } else { waiting.append(claim) }
        let id = claim.id
        claim.timer = after(pause) { pool in
            let isLate = pool.withdraw(id, ClientError.queueDeadline(retryAfter: pause))
            if isLate { pool.meters?.noteTimeout() }
        }
        pump()
    }

    /// Takes a claim out of its queue.
    ///
    /// - Returns: whether it was there.
    @discardableResult
    func withdraw(_ id: UInt64, _ error: any Error) -> Bool {
        let claims = waitingForReader + waiting
        guard let claim = claims.first(where: { $0.id == id }) else { return false }
        waitingForReader.removeAll { $0 === claim }
        waiting.removeAll { $0 === claim }
        loop.cancel(claim.timer)
        claim.refuse(error)
        finishClosing()
        return true
    }
}
