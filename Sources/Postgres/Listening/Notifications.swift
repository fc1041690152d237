/// What a channel says, from a connection that is made again when it breaks. It ends when the client
/// closes.
///
/// PostgreSQL keeps nothing for those who don't listen, so whoever hears `listening` looks into the
/// tables, and takes each notification as a hint to look again.
public struct Notifications: AsyncSequence, Sendable {
    /// Something heard.
    public enum Event: Sendable, Equatable {
        /// From here on nothing is missed. It is said first, again after each new connection, and
        /// when the reader was so slow that something was dropped.
        ///
        /// `mayHaveMissed`: whether something was said before that won't be heard.
        case listening(mayHaveMissed: Bool)
        /// Somebody has notified a channel.
        case notification(Notification)
    }

    /// A `NOTIFY` that was committed.
    public struct Notification: Sendable, Equatable {
        /// The channel's name.
        public let channel: String
        /// What was said; often nothing. Less than 8,000 bytes.
        public let payload: String
        /// The server's process that said it.
        public let process: Int32
    }

    /// Something heard.
    public typealias Element = Event

    let events: AsyncStream<Event>

    /// How many notifications wait for a slow reader before some are dropped.
    static let capacity = 1024

    /// For one reader.
    public func makeAsyncIterator() -> AsyncStream<Event>.AsyncIterator {
        events.makeAsyncIterator()
    }
}

extension PostgresClient {
    /// Listens to channels, on a connection beside the pool's.
    ///
    /// - Parameter channels: their names, as `NOTIFY` spells them in double quotes.
    /// - Returns: what is heard. Whoever stops reading stops listening.
    public func listen(to channels: String...) -> Notifications {
        let (events, hearing) = AsyncStream<Notifications.Event>.makeStream(
            bufferingPolicy: .bufferingOldest(Notifications.capacity))
        pool.listen(to: channels, hearing)
        return Notifications(events: events)
    }
}

extension SQL {
    /// Says something on a channel when the transaction is committed. Heavy use hurts: PostgreSQL
    /// commits one notifying transaction at a time.
    ///
    /// - Parameters:
    ///   - channel: the channel's name.
    ///   - payload: what to say, less than 8,000 bytes.
    /// - Returns: the statement, for a unit or a transaction.
    public static func notify(_ channel: String, _ payload: String = "") -> SQL {
        "SELECT pg_notify(\(channel), \(payload))"
    }
}
