package import Foundation

/// One line of an enrollment's history: what held from which day on, and who recorded it when.
package struct EnrollmentChange: Sendable, Equatable {
    package let id: ID<EnrollmentChange>
    package let state: EnrollmentState
    package let section: ID<Section>?
    package let effectiveOn: Day
    package let recordedAt: Date
    /// Nil for an operator, whom the audit names.
    package let recordedBy: ID<Person>?

    package init(
        id: ID<EnrollmentChange>, state: EnrollmentState, section: ID<Section>?,
        effectiveOn: Day, recordedAt: Date, recordedBy: ID<Person>?
    ) {
        self.id = id
        self.state = state
        self.section = section
        self.effectiveOn = effectiveOn
        self.recordedAt = recordedAt
        self.recordedBy = recordedBy
    }
}
