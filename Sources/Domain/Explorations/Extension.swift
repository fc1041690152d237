package import Foundation

/// More time for one assignment, as its learner sees it. Never edited: the latest one holds.
package struct Extension: Sendable, Equatable {
    /// Codes only; no medical text.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case confidential, illness, family, clinical, religious, technical, outage, other
    }

    package let dueAt: Date
    package let closesAt: Date?
    package let reason: Reason
    package let grantedAt: Date

    package init(dueAt: Date, closesAt: Date?, reason: Reason, grantedAt: Date) {
        self.dueAt = dueAt
        self.closesAt = closesAt
        self.reason = reason
        self.grantedAt = grantedAt
    }
}

/// That nothing is expected of a learner in one assignment. What is stored of it is written and
/// never read back, so its id alone has a type.
package enum Excuse {}
