package import Foundation

/// Something that happened in an offering, as far as the one who asks may know it.
package struct OfferingChange: Sendable, Equatable {
    /// What it happened to.
    package enum Subject: String, Sendable {
        case offering, section, enrollment, accommodation, exploration, assignment, submission
        case feedback, release, outage, export, handout
        case scheduledRelease = "scheduled_release"
        case releasedFeedback = "released_feedback"
        case changeOfGrade = "change_of_grade"
    }

    /// Who asks, as far as it decides what is shown.
    package enum Viewer: Sendable, Hashable {
        case instructor(ID<Person>)
        /// Coordinators, and operators of the admin tool.
        case office
    }

    package let id: ID<AuditEntry>
    package let at: Date
    package let action: String
    package let subject: Subject
    package let subjectID: UUID
    package let person: ID<Person>?
    package let operatorName: String?
    /// Ids, codes and numbers by name.
    package let detail: [String: String]

    /// Nil for a line of the record that the table doesn't know.
    package init?(_ entry: AuditEntry, seenBy viewer: Viewer) {
        guard let rule = ChangeRule.table[entry.action], let subjectID = entry.subject else {
            return nil
        }
        let codes = viewer == .office ? rule.codes.union(rule.officeCodes) : rule.codes
        id = entry.id
        at = entry.at
        action = entry.action
        subject = rule.subject
        self.subjectID = subjectID
        person = entry.person
        operatorName = entry.operatorName
        detail = entry.detail.filter { codes.contains($0.key) }
    }
}
