internal import Tracing

/// Statements up to a Sync: what is sent, and what has been answered so far.
struct Order: Sendable {
    /// Our own statements before those of the caller.
    var front: [Statement] = []
    var body: [Statement]
    /// Our own statement behind those of the caller.
    var back: [Statement] = []
    var deadline: Duration
    /// Where the unit begins outside a transaction: the settings under which its statements are
    /// prepared ahead of it. Only there can prepared statements be dropped, too.
    var ahead: Statement?

    var statements: [Statement] { front + body + back }
    /// A statement that changes the schema may be what those behind it need.
    var mayPrepareAhead: Bool { body.allSatisfy(\.wording.isPlannable) }
    /// Where a statement stands among the caller's own.
    func place(_ index: Int) -> Int? {
        let place = index - front.count
        return body.indices.contains(place) ? place : nil
    }
}

/// A unit on its way. Confined to the pool's thread.
final class Unit {
    enum Kind: Equatable, Sendable {
        case read, write
        case step(lease: UInt64)
        case commit(lease: UInt64)
        case rollback
    }

    typealias Outcome = Result<[Rows], any Error>

    let id: UInt64
    let kind: Kind
    var order: Order
    var answers: [Rows] = []
    var failure: PostgresError?
    /// Where the failing statement stands in the order; `nil` when it was the Sync.
    var failedAt: Int?
    var parseFailures: [Int: PostgresError] = [:]
    /// Why the settings for a Parse were refused, and it with them.
    var settingsFailure: PostgresError?
    /// How often a lost connection made it start again.
    var restarts = 0
    var hasPreparedAgain = false
    /// Ends the transaction that an attempt before has left open.
    var rollsBackFirst = false
    /// Which generation of the connection's prepared statements it was sent with.
    var generation = 0
    var deadline: Timers.Key?
    /// When it was sent last; `nil` where nobody asks.
    var sentAt: ContinuousClock.Instant?
    /// Of the caller, for what is said of it; `nil` where nothing is.
    var context: ServiceContext?
    var connection: Connection?
    private var finish: ((Outcome) -> Void)?

    init(id: UInt64, kind: Kind, order: Order, finish: @escaping (Outcome) -> Void) {
        self.id = id
        self.kind = kind
        self.order = order
        self.finish = finish
    }

    /// Whether nobody waits for the answer any more.
    var isReleased: Bool { finish == nil }

    /// Hands the outcome to the caller, once.
    func release(_ outcome: Outcome) {
        finish?(outcome)
        finish = nil
    }

    func fail(_ error: PostgresError, at index: Int?) {
        guard failure == nil else { return }
        let cause = unparsed(behind: error, at: index)
        failedAt = cause?.index ?? index
        failure = cause?.error ?? error
    }

    /// A Parse that failed ahead of the unit shows as a name that is missing; in an open
    /// transaction it fails all that follows, the other Parses too.
    private func unparsed(
        behind error: PostgresError, at index: Int?
    ) -> (index: Int, error: PostgresError)? {
        switch error.sqlState {
        case "26000":
            index.flatMap { index in parseFailures[index].map { (index, $0) } }
        case "25P02":
            parseFailures.filter { $0.value.sqlState != "25P02" }.min { $0.key < $1.key }
                .map { ($0.key, $0.value) }
        default: nil
        }
    }

    /// Whether its statements were dropped or no longer fit the schema, and preparing them again
    /// may help.
    var isStale: Bool {
        guard failure?.isStale == true, !hasPreparedAgain else { return false }
        return failedAt.flatMap { parseFailures[$0] } == nil
    }

    func startAgain() {
        (answers, failure, failedAt, parseFailures) = ([], nil, nil, [:])
        settingsFailure = nil
        connection = nil
    }

    /// The answers to the caller's own statements.
    var ownAnswers: [Rows] {
        Array(answers.dropFirst(order.front.count).prefix(order.body.count))
    }
}
