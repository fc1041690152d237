internal import CLibpq
internal import Metrics

/// What the pool counts and times, under OpenTelemetry's names for database clients where it has
/// some. Nil where nobody bootstrapped a backend: then it costs nothing.
///
/// https://opentelemetry.io/docs/specs/semconv/database/database-metrics/
struct Meters: Sendable {
    private let idle: Gauge
    private let used: Gauge
    private let pending: Gauge
    private let waits: Timer
    private let operations: Timer
    private let timeouts: Counter
    private let connects: Counter
    private let failedConnects: Counter
    private let losses: Counter
    private let roundTrips: Counter
    private let rows: Counter
    private let bytes: Counter
    private let factory: any MetricsFactory

    init?(_ factory: any MetricsFactory) {
        guard !(factory is NOOPMetricsHandler) else { return nil }
        func connections(_ state: String) -> Gauge {
            Gauge(
                label: "db.client.connection.count",
                dimensions: [("db.client.connection.state", state)], factory: factory)
        }
        idle = connections("idle")
        used = connections("used")
        pending = Gauge(label: "db.client.connection.pending_requests", factory: factory)
        waits = Timer(label: "db.client.connection.wait_time", factory: factory)
        operations = Timer(label: "db.client.operation.duration", factory: factory)
        timeouts = Counter(label: "db.client.connection.timeouts", factory: factory)
        connects = Counter(label: "postgres.client.connects", factory: factory)
        failedConnects = Counter(label: "postgres.client.failed_connects", factory: factory)
        losses = Counter(label: "postgres.client.lost_connections", factory: factory)
        roundTrips = Counter(label: "postgres.client.round_trips", factory: factory)
        rows = Counter(label: "postgres.client.rows", factory: factory)
        bytes = Counter(label: "postgres.client.bytes", factory: factory)
        self.factory = factory
    }

    func note(idle: Int, used: Int, pending: Int) {
        self.idle.record(idle)
        self.used.record(used)
        self.pending.record(pending)
    }

    func noteWait(since start: ContinuousClock.Instant) {
        waits.recordNanoseconds((ContinuousClock.now - start).nanoseconds)
    }

    func noteTimeout() {
        timeouts.increment()
    }

    func noteConnect(isMade: Bool) {
        if isMade { connects.increment() } else { failedConnects.increment() }
    }

    func noteLoss() {
        losses.increment()
    }

    func note(_ unit: Unit) {
        roundTrips.increment()
        if let failure = unit.failure {
            Counter(
                label: "postgres.client.errors", dimensions: [("code", failure.sqlState)],
                factory: factory
            ).increment()
        }
        if let sentAt = unit.sentAt {
            operations.recordNanoseconds((ContinuousClock.now - sentAt).nanoseconds)
        }
        rows.increment(by: unit.answers.reduce(0) { $0 + $1.count })
        bytes.increment(by: unit.answers.reduce(0) { $0 + $1.answer.size })
    }

    func note(_ piece: Exchange.Piece) {
        switch piece {
        case .bytes(let chunk): bytes.increment(by: chunk.count)
        case .rows(let some):
            rows.increment(by: some.count)
            bytes.increment(by: some.reduce(0) { $0 + $1.answer.size })
        case .started, .sent, .end: break
        }
    }
}

extension Answer {
    /// Bytes, as libpq holds them.
    fileprivate var size: Int { Int(PQresultMemorySize(result)) }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
