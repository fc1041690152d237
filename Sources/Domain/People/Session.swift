package import Foundation

/// Where someone is signed in. Over twelve hours after it began, or two hours after its last use.
package struct Session: Sendable, Equatable {
    package let id: ID<Session>
    package let startedAt: Date
    /// To the minute.
    package let lastUsedAt: Date
    package let expiresAt: Date
    /// Whether it is the one that asks.
    package let isCurrent: Bool

    package init(
        id: ID<Session>, startedAt: Date, lastUsedAt: Date, expiresAt: Date, isCurrent: Bool
    ) {
        self.id = id
        self.startedAt = startedAt
        self.lastUsedAt = lastUsedAt
        self.expiresAt = expiresAt
        self.isCurrent = isCurrent
    }
}
