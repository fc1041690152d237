/// Statements up to a Sync: what is sent, and what has been answered so far.
struct Order: Sendable {
    /// Our own statements before those of the caller.
    var front: [Statement] = []
    var body: [Statement]
    /// Our own statement behind those of the caller.
    var back: [Statement] = []
    var deadline: Duration

    var statements: [Statement] { front + body + back }
    /// A statement that changes the schema may be what those behind it need.
    var mayPrepareAhead: Bool { body.allSatisfy(\.isPlannable) }
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
    /// How often a lost connection made it start again.
    var restarts = 0
    var hasPreparedAgain = false
    var deadline: Timers.Key?
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
        failedAt = index
        let parse = error.sqlState == "26000" ? index.flatMap { parseFailures[$0] } : nil
        failure = parse ?? error
    }

    func startAgain() {
        (answers, failure, failedAt, parseFailures) = ([], nil, nil, [:])
        connection = nil
    }

    /// The answers to the caller's own statements.
    var ownAnswers: [Rows] {
        Array(answers.dropFirst(order.front.count).prefix(order.body.count))
    }
}
