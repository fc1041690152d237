package import Foundation

/// One entry of the grade ledger: points, ids and codes, never anybody's text.
package struct GradeEntry: Sendable, Equatable {
    /// Why it was recorded.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case released, computed, approved, correction, appeal, lapsed
        case releaseWithdrawn = "release_withdrawn"
        case registrar
    }

    package let offering: ID<Offering>
    package let enrollment: ID<Enrollment>
    /// Nil for the course grade.
    package let assignment: ID<Assignment>?
    package let grade: Grade
    package let reason: Reason
    package let recordedBy: ID<Person>
    /// Who approved a change; nil where none was needed.
    package let approvedBy: ID<Person>?
    package let recordedAt: Date

    package init(
        offering: ID<Offering>, enrollment: ID<Enrollment>, assignment: ID<Assignment>?,
        grade: Grade, reason: Reason, recordedBy: ID<Person>, approvedBy: ID<Person>?,
        recordedAt: Date
    ) {
        self.offering = offering
        self.enrollment = enrollment
        self.assignment = assignment
        self.grade = grade
        self.reason = reason
        self.recordedBy = recordedBy
        self.approvedBy = approvedBy
        self.recordedAt = recordedAt
    }
}
