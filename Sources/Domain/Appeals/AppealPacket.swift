package import Foundation

/// Everything that bears on one learner's assignment, of one moment, for those who decide an appeal.
///
/// It holds what was handed in and what was released; nobody's drafts, no alias and no blind code.
package struct AppealPacket: Sendable, Equatable {
    package let making: Making
    package let place: Place
    package let work: Work
    package let time: Time
    /// Oldest first.
    package let submissions: [HandedIn]
    /// By day of the visit; none where nothing was handed in.
    package let fieldNotes: [FieldNoted]
    /// The versions that the exploration or a release names.
    package let rubrics: [RubricSaid]
    /// Everything that was ever released, oldest first.
    package let feedback: [Shown]
    package let grades: Grades
    /// Chosen names of `people`.
    package var names: [ID<Person>: String] = [:]

    package init(
        making: Making, place: Place, work: Work, time: Time, submissions: [HandedIn],
        fieldNotes: [FieldNoted], rubrics: [RubricSaid], feedback: [Shown], grades: Grades
    ) {
        self.making = making
        self.place = place
        self.work = work
        self.time = time
        self.submissions = submissions
        self.fieldNotes = submissions.isEmpty ? [] : fieldNotes
        self.rubrics = rubrics
        self.feedback = feedback
        self.grades = grades
    }
}

extension AppealPacket {
    /// Something that was recorded, by whom, and when.
    package struct Recorded<Value: Sendable & Equatable>: Sendable, Equatable {
        package let value: Value
        /// Nil for an operator, whom the audit names.
        package let by: ID<Person>?
        package let at: Date

        package init(_ value: Value, by: ID<Person>?, at: Date) {
            self.value = value
            self.by = by
            self.at = at
        }
    }

    /// Whether what is stored still gives the digest that was taken of it.
    package enum Integrity: String, Sendable {
        case holds, redacted, differs

        package init(redactedAt: Date?, holds: Bool) {
            self = redactedAt != nil ? .redacted : holds ? .holds : .differs
        }
    }

    /// The submission by which lateness is judged: the first that came back for revision, for a
    /// revision is no late work, else the latest.
    package var timed: Submission? {
        let returned = feedback.first {
            $0.released.content.outcome == .returned && $0.released.withdrawal == nil
        }
        let first = submissions.first { $0.submission.id == returned?.released.submission }
        return (first ?? submissions.last)?.submission
    }

    /// Everyone whom it names by id.
    package var people: Set<ID<Person>> {
        let staff =
            [making.by, work.assignment.reader] + time.people + grades.people
            + feedback.flatMap {
                [$0.released.author, $0.releasedBy, $0.released.withdrawal?.withdrawnBy]
            }
        return Set(staff.compactMap(\.self))
    }

    /// What being handed in then costs, by the policy that held then.
    package func lost(by submission: Submission) -> Share {
        let policy = time.policies.first { $0.value.number == submission.latePolicyNumber }
        return policy?.value.deduction(
            submittedAt: submission.submittedAt, dueAt: submission.dueAt) ?? .none
    }

    /// How an assignment's entry of the ledger came about; nil for the course grade.
    package func sentence(of entry: GradeEntry) -> String? {
        guard entry.assignment != nil else { return nil }
        let shown = feedback.last { $0.released.releasedAt == entry.recordedAt }
        return entry.grade.sentence(
            work.exploration.countsAs, reason: entry.reason,
            earned: shown?.released.content.points)
    }
}
