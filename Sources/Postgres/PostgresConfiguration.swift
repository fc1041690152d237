/// Where the server is and how many connections the client keeps.
public struct PostgresConfiguration: Sendable {
    /// A URI or keywords and values, given to libpq as it is.
    public var connection: String
    /// How many connections read units share.
    public var readers: Int
    /// How many connections are kept open when there is nothing to do.
    public var minimum: Int
    /// How many connections there may be, the readers included.
    public var maximum: Int
    /// How many may wait for a reader, and how many for a connection of their own.
    public var queueLimit: Int
    /// How long one waits for a connection.
    public var queueDeadline: Duration
    /// How many statements stay prepared on a connection.
    public var statementCacheLimit: Int
    /// How many read units may be under way on one connection.
    public var pipelineDepth: Int
    /// How long a connection beyond the minimum stays open unused.
    public var idleTimeout: Duration
    /// How often a connection that nobody uses is asked whether it is still there; it is closed when
    /// it doesn't answer within as long, or five seconds.
    public var healthInterval: Duration
    /// How long `close()` waits for what is under way.
    public var closeDeadline: Duration
    /// From how long on a round trip is logged as slow, with its statements' texts; `nil`: never.
    public var slowStatement: Duration?

    /// Makes a configuration; those values not given suit one service process on a small machine.
    ///
    /// - Parameters:
    ///   - connection: a URI or keywords and values, given to libpq as it is.
    ///   - readers: how many connections read units share.
    ///   - minimum: how many connections are kept open.
    ///   - maximum: how many connections there may be; more than `readers`.
    ///   - queueLimit: how many may wait.
    ///   - queueDeadline: how long one waits.
    ///   - statementCacheLimit: how many statements stay prepared on a connection.
    ///   - pipelineDepth: how many read units may be under way on one connection.
    ///   - idleTimeout: how long a connection beyond the minimum stays open unused.
    ///   - healthInterval: how often an unused connection is asked whether it is still there.
    ///   - closeDeadline: how long `close()` waits for what is under way.
    ///   - slowStatement: from how long on a round trip is logged as slow; `nil`: never.
    public init(
        connection: String, readers: Int = 2, minimum: Int = 2, maximum: Int = 16,
        queueLimit: Int = 256, queueDeadline: Duration = .seconds(3),
        statementCacheLimit: Int = 256, pipelineDepth: Int = 32,
        idleTimeout: Duration = .seconds(60), healthInterval: Duration = .seconds(30),
        closeDeadline: Duration = .seconds(20), slowStatement: Duration? = nil
    ) {
        precondition(readers >= 1 && maximum > readers, "Writes need connections beside readers")
        precondition(minimum <= maximum && pipelineDepth >= 1, "The limits contradict each other")
        self.connection = connection
        self.readers = readers
        self.minimum = minimum
        self.maximum = maximum
        self.queueLimit = queueLimit
        self.queueDeadline = queueDeadline
        self.statementCacheLimit = statementCacheLimit
        self.pipelineDepth = pipelineDepth
        self.idleTimeout = idleTimeout
        self.healthInterval = healthInterval
        self.closeDeadline = closeDeadline
        self.slowStatement = slowStatement
    }
}
