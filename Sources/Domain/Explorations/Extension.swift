package import Foundation

/// More time for one assignment. Never edited: the latest one holds.
package struct Extension: Sendable, Equatable {
    /// Codes only; no medical text.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case confidential, illness, family, clinical, religious, technical, outage, other
    }

    package let id: ID<Extension>
    package let assignment: ID<Assignment>
    package let dueAt: Date
    package let closesAt: Date?
    package let reason: Reason
    package let grantedBy: ID<Person>
    package let grantedAt: Date

    package init(
        id: ID<Extension>, assignment: ID<Assignment>, dueAt: Date, closesAt: Date?,
        reason: Reason, grantedBy: ID<Person>, grantedAt: Date
    ) {
        self.id = id
        self.assignment = assignment
        self.dueAt = dueAt
        self.closesAt = closesAt
        self.reason = reason
        self.grantedBy = grantedBy
        self.grantedAt = grantedAt
    }
}

/// That nothing is expected of a learner in one assignment. What is stored of it is written and
/// never read back, so its id alone has a type.
package enum Excuse {}
