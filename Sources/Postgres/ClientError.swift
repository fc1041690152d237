/// A failure on the way to the server or back.
public enum ClientError: Error, Sendable, Equatable {
    /// Too many wait for a connection. Nothing was sent.
    case queueFull(retryAfter: Duration)
    /// No connection became free in time. Nothing was sent.
    case queueDeadline(retryAfter: Duration)
    /// The connection broke, and nothing was changed by this call.
    case connectionLost
    /// A write was sent and its answer never came: it may have happened.
    case outcomeUnknown
    /// The deadline of the unit passed. Nothing was changed by this call.
    case deadlineExceeded
    /// The transaction has data under way, which must be read or ended first.
    case busy
    /// The client is closed, or the transaction is over.
    case closed

    /// How long to wait before asking again, when the pool was exhausted.
    public var retryAfter: Duration? {
        switch self {
        case .queueFull(let duration), .queueDeadline(let duration): duration
        default: nil
        }
    }
}
