/// What holds for one unit or one transaction, and for nothing after it.
public struct LocalSettings: Sendable {
    /// How much a transaction sees of others that run beside it.
    public enum Isolation: String, Sendable {
        case readCommitted = "READ COMMITTED"
        case repeatableRead = "REPEATABLE READ"
        case serializable = "SERIALIZABLE"
    }

    /// Server settings by name, set for the unit alone, as a tenant.
    public var values: [String: String]
    /// How long the server works on one statement.
    public var statementTimeout: Duration
    /// How long a statement waits for one lock.
    public var lockTimeout: Duration
    /// How long the client waits for a unit, from the call to the answer.
    public var deadline: Duration
    /// The isolation of a transaction; `nil` leaves the server's default. Units have the default.
    public var isolation: Isolation?

    /// Makes settings; those not given are what short requests want.
    ///
    /// - Parameters:
    ///   - values: server settings by name.
    ///   - statementTimeout: how long the server works on one statement.
    ///   - lockTimeout: how long a statement waits for one lock.
    ///   - deadline: how long the client waits for a unit.
    ///   - isolation: the isolation of a transaction.
    public init(
        _ values: [String: String] = [:], statementTimeout: Duration = .seconds(5),
        lockTimeout: Duration = .seconds(2), deadline: Duration = .seconds(15),
        isolation: Isolation? = nil
    ) {
        self.values = values
        self.statementTimeout = statementTimeout
        self.lockTimeout = lockTimeout
        self.deadline = deadline
        self.isolation = isolation
    }

    /// One statement that sets all of it until the end of the transaction.
    func statement(readOnly: Bool) -> Statement {
        var all = values
        all["statement_timeout"] = statementTimeout.milliseconds
        all["lock_timeout"] = lockTimeout.milliseconds
        let pairs =
            all.sorted { $0.key < $1.key } + (readOnly ? [("transaction_read_only", "on")] : [])
        let calls = pairs.map { name, value in "set_config(\(name), \(value), true)" as SQL }
        return Statement("SELECT \(calls.joined(separator: ", "))")
    }

    var beginning: Statement {
        Statement(SQL(unsafe: isolation.map { "BEGIN ISOLATION LEVEL \($0.rawValue)" } ?? "BEGIN"))
    }
}

extension Duration {
    /// For the server, where 0 would mean no limit.
    fileprivate var milliseconds: String {
        String(max(1, Int64(self / .milliseconds(1))))
    }
}
