/// What holds for one unit or one transaction, and for nothing after it.
public struct LocalSettings: Sendable {
    /// How much a transaction sees of others that run beside it.
    public enum Isolation: String, Sendable {
        /// Each statement sees what was committed before it.
        case readCommitted = "READ COMMITTED"
        /// Every statement sees what was committed before the first; 40001 where that can't hold.
        case repeatableRead = "REPEATABLE READ"
        /// As if transactions ran one by one; 40001 where that can't hold.
        case serializable = "SERIALIZABLE"
    }

    /// Server settings by name, set for the unit alone, as a tenant.
    public var values: [String: String]
    /// How long the server works on one statement; `nil` is without limit, for data that flows as
    /// slowly as its reader.
    public var statementTimeout: Duration?
    /// How long a statement waits for one lock; `nil` is without limit.
    public var lockTimeout: Duration?
    /// How long a transaction may wait for its body between two round trips, before the server ends
    /// its session; `nil` leaves the server's setting. Units never wait.
    public var idleTimeout: Duration?
    /// How long the client waits: for a unit, for a round trip of a transaction, or for the next
    /// piece of data that flows.
    public var deadline: Duration
    /// The isolation of a transaction; `nil` leaves the server's default. Units have the default.
    public var isolation: Isolation?
    /// Whether a transaction may change nothing. `read` units never may.
    public var isReadOnly: Bool

    /// Makes settings; those not given are what short requests want.
    ///
    /// - Parameters:
    ///   - values: server settings by name.
    ///   - statementTimeout: how long the server works on one statement.
    ///   - lockTimeout: how long a statement waits for one lock.
    ///   - idleTimeout: how long a transaction may wait for its body.
    ///   - deadline: how long the client waits for a unit.
    ///   - isolation: the isolation of a transaction.
    ///   - isReadOnly: whether a transaction may change nothing.
    public init(
        _ values: [String: String] = [:], statementTimeout: Duration? = .seconds(5),
        lockTimeout: Duration? = .seconds(2), idleTimeout: Duration? = nil,
        deadline: Duration = .seconds(15), isolation: Isolation? = nil, isReadOnly: Bool = false
    ) {
        self.values = values
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.idleTimeout = idleTimeout
        self.deadline = deadline
        self.isolation = isolation
        self.isReadOnly = isReadOnly
    }

    /// One statement that sets all of it until the end of the transaction.
    func statement(readOnly: Bool) -> Statement {
        var texts: [String?] = []
        texts.reserveCapacity(2 * values.count + 6)
        for (name, value) in values { texts += [name, value] }
        texts += ["statement_timeout", statementTimeout.milliseconds]
        texts += ["lock_timeout", lockTimeout.milliseconds]
        if readOnly { texts += ["transaction_read_only", "on"] }
        return Self.setting(texts)
    }

    /// The same for a transaction, whose body can also keep it waiting.
    var transactionStatement: Statement {
        var all = self
        if idleTimeout != nil {
            all.values["idle_in_transaction_session_timeout"] = idleTimeout.milliseconds
        }
        return all.statement(readOnly: false)
    }

    /// Names and values in turn.
    private static func setting(_ texts: [String?]) -> Statement {
        let count = texts.count / 2
        return Statement(count < usual.count ? usual[count] : wording(count), texts)
    }

    /// Every request sends one of these.
    private static let usual = (0..<9).map { wording($0) }

    private static func wording(_ count: Int) -> Wording {
        let calls = (0..<count).map { "set_config($\(2 * $0 + 1), $\(2 * $0 + 2), true)" }
        return Wording("SELECT \(calls.joined(separator: ", "))")
    }

    var beginning: Statement {
        let level = isolation.map { " ISOLATION LEVEL \($0.rawValue)" } ?? ""
        return Statement(SQL(unsafe: "BEGIN\(level)\(isReadOnly ? " READ ONLY" : "")"))
    }
}

extension Duration? {
    /// For the server, where 0 means no limit.
    fileprivate var milliseconds: String {
        map { String(max(1, Int64($0 / .milliseconds(1)))) } ?? "0"
    }
}
