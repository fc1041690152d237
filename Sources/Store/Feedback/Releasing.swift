import Domain
import Foundation
import Postgres

/// One piece of feedback on its way out or back, with its assignment and submission.
struct Releasing {
    /// Of the assignment's latest submission.
    let isOnLatest: Bool
    /// Who wrote it, or who releases it, doesn't assess this learner.
    let isRecused: Bool
    var feedback: Feedback
    var assignment: Assignment
    let submission: Submission
    /// The submission that decides lateness: when it came, and by when it was due.
    let timed: (submittedAt: Date, dueAt: Date)
    let countsAs: CountsAs
    let latePolicy: LatePolicy

    init(_ row: Row) throws {
        feedback = try Feedback(row)
        assignment = try Assignment(row)
        submission = try Submission(made: row)
        timed = (try row["timed_at"], try row["timed_due_at"])
        isOnLatest = try row["is_on_latest"]
        isRecused = try row["is_recused"]
        countsAs = try CountsAs(row)
        latePolicy = try LatePolicy(policy: row)
    }

    static func facts(
        _ items: [ReleaseItem], _ offering: ID<Offering>, _ actor: Actor
    ) -> SQL {
        """
        SELECT \(columns(actor)) \(joins)
        WHERE feedback.institution_id = \(actor.institution)
            AND feedback.id = ANY(\(items.map(\.feedback))::uuid[])
            AND assignment.offering_id = \(offering)
        ORDER BY assignment.id FOR NO KEY UPDATE OF assignment, feedback
        """
    }

    static func withdrawing(_ id: ID<ReleasedFeedback>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)),
            EXISTS (SELECT 1 FROM release_withdrawal taken
                WHERE taken.institution_id = released.institution_id
                    AND taken.released_feedback_id = released.id) AS is_withdrawn,
            shown.id = released.id AS is_latest_release,
            EXISTS (SELECT 1 FROM feedback_opening opened
                WHERE opened.institution_id = released.institution_id
                    AND opened.released_feedback_id = released.id) AS was_opened
        \(joins)
        JOIN released_feedback released ON released.institution_id = feedback.institution_id
            AND released.feedback_id = feedback.id AND released.id = \(id)
        WHERE feedback.institution_id = \(actor.institution)
        FOR NO KEY UPDATE OF assignment, feedback
        """
    }

    private static func columns(_ actor: Actor) -> SQL {
        """
        \(AssignmentRecord.columns(actor)), exploration.counts_as,
        exploration.points_thousandths, \(LatePolicy.columns), \(QueueEntry.columns),
        \(Feedback.columns), \(Feedback.isOnLatest) AS is_on_latest,
        timed.submitted_at AS timed_at, timed.due_at AS timed_due_at,
        EXISTS (SELECT 1 FROM recusal WHERE recusal.institution_id = assignment.institution_id
            AND recusal.offering_id = assignment.offering_id
            AND recusal.reader_id IN (feedback.author_id, \(actor.person))
            AND recusal.learner_id = assignment.learner_id) AS is_recused
        """
    }

    private static let joins: SQL = """
        FROM feedback \(Feedback.joins)
        JOIN assignment ON assignment.institution_id = feedback.institution_id
            AND assignment.id = feedback.assignment_id
        \(AssignmentRecord.joins) \(ExplorationRecord.latestPolicy)
        JOIN submission made ON made.institution_id = feedback.institution_id
            AND made.id = feedback.submission_id
        """

    /// Each fault at its place in the list.
    static func check(_ items: [ReleaseItem], _ found: [Releasing]) throws {
        let faults = faults(of: items, found)
        guard faults.isEmpty else { throw Invalid(faults.map(\.fault)) }
    }

    /// What can't be released, with its place in the list.
    static func faults(
        of items: [ReleaseItem], _ found: [Releasing]
    ) -> [(place: Int, fault: Invalid.Fault)] {
        let known = Dictionary(
            found.map { ($0.feedback.id, $0) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<ID<Assignment>> = []
        return items.enumerated().compactMap { place, item in
            fault(item, known[item.feedback], &seen).map {
                (
                    place,
                    Invalid.Fault(pointer: "/feedback/\(place)", code: $0.code, detail: $0.detail)
                )
            }
        }
    }

    private static func fault(
        _ item: ReleaseItem, _ found: Releasing?, _ seen: inout Set<ID<Assignment>>
    ) -> (code: String, detail: String)? {
        guard let found else { return ("unknown", "Name feedback of this offering.") }
        let feedback = found.feedback
        guard seen.insert(feedback.assignment).inserted else {
            return ("repeated", "Name one piece of feedback for each assignment.")
        }
        guard !found.isRecused else {
            return ("recused", "Another instructor reads this learner's work.")
        }
        if feedback.state == .released { return ("already-released", "It is released already.") }
        if feedback.version != item.version || feedback.state != .ready {
            return ("changed", "It was changed since the list was made: look at it again.")
        }
        guard found.isOnLatest else {
            return ("superseded", "The learner has handed in again since: read that.")
        }
        guard [.submitted, .inReview].contains(found.assignment.state) else {
            return ("not-in-review", "Nothing is expected here any longer: leave it out.")
        }
        return nil
    }
}

extension Releasing {
    /// What the ledger records; nothing for work that goes back or doesn't count.
    var grade: Grade? {
        guard feedback.content.outcome == .complete else { return nil }
        switch countsAs {
        case .completion: return .complete
        case .notCounted: return nil
        case .points(let worth):
            return .points(
                latePolicy.points(
                    earned: feedback.content.points ?? .zero, worth: worth,
                    submittedAt: timed.submittedAt, dueAt: timed.dueAt))
        }
    }

    func entry(
        _ grade: Grade, _ reason: GradeEntry.Reason, _ person: ID<Person>, _ act: Act
    ) -> GradeEntry {
        GradeEntry(
            offering: assignment.offering, enrollment: assignment.enrollment,
            assignment: assignment.id, grade: grade, reason: reason, recordedBy: person,
            approvedBy: nil, recordedAt: act.now)
    }

    /// Settles the work, and answers the copy that its learner will see.
    mutating func release(in release: ID<Release>, _ act: Act) throws -> ReleasedCopy {
        let content = feedback.content
        guard let outcome = content.outcome else { throw Feedback.Refusal.noOutcome }
        try feedback.release()
        try assignment.settle(outcome)
        return try ReleasedCopy(of: feedback, outcome, in: release, act)
    }

    mutating func takeBack() throws {
        try feedback.takeBack()
        try assignment.reopen()
    }

    func setFeedbackState(_ act: Act) -> SQL {
        """
        UPDATE feedback SET state = \(feedback.state), changed_at = \(act.now),
            version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(feedback.id)
        """
    }
}
