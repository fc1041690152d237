package import Domain
package import Foundation
import Postgres

extension Records {
    /// The actor's own feedback on a submission, whatever its state; nil while there is none.
    package func feedback(
        on submission: ID<Submission>, by actor: Actor
    ) async throws -> Feedback? {
        let rows = try await read(
            actor.institution, FeedbackFacts.assignment(of: submission, actor, locks: false),
            FeedbackFacts.own(submission, actor, locks: false))
        try Policy.check(.writeFeedback, by: actor, Ties(work: rows[0].one()))
        return try rows[1].first.map(Feedback.init)
    }

    /// Saves feedback over version `version`, 0 for the first. `isReady` says that it may be
    /// released, and is refused while anything is missing. The work counts as in review from the
    /// first saving on; its learner doesn't see that. Saving takes the lock of reading where it is free.
    package func saveFeedback(
        _ content: Feedback.Content, on submission: ID<Submission>, isReady: Bool, version: Int,
        by actor: Actor, at now: Date
    ) async throws -> Feedback {
        guard let author = actor.person else { throw Policy.Refusal.notAllowed }
        return try await refusingUnknownMarks {
            try await act(by: actor, at: now) { act in
                let facts = try await FeedbackFacts(submission, act)
                try Policy.check(.writeFeedback, by: actor, facts.ties)
                try facts.check(content)
                guard (facts.own?.version ?? 0) == version else { throw PreconditionFailed() }
                // Two who rate the same work may write at once: saving isn't refused.
                _ = try await act.lockReading(of: facts.assignment.id)
                var assignment = facts.assignment
                if facts.own?.state != .released { try assignment.beginReview() }
                var feedback =
                    facts.own
                    ?? Feedback(
                        id: act.newID(), assignment: assignment.id, submission: submission,
                        author: author, rubricVersion: facts.rubric?.id, version: 0)
                try feedback.write(content, by: author)
                if isReady {
                    try feedback.ready(by: author, countsAs: facts.countsAs, rubric: facts.rubric)
                }
                for statement in feedback.save(act) { act.queue(statement) }
                act.queue(assignment.update(act))
                try act.audit(isReady ? "feedback.ready" : "feedback.saved", feedback.id)
                return feedback.saved
            }
        }
    }

    /// The schema knows the rubric's levels and flags; while feedback is a draft, that is enough.
    private func refusingUnknownMarks<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.constraint == "feedback_level_descriptor" {
            throw Feedback.Refusal.levelUnknown
        } catch let error as PostgresError where error.constraint == "feedback_flag_flag" {
            throw Feedback.Refusal.flagUnknown
        }
    }
}

/// What the saving of feedback is decided by, with its assignment locked.
struct FeedbackFacts {
    let ties: Ties
    let assignment: Assignment
    let countsAs: CountsAs
    let rubric: RubricVersion?
    let own: Feedback?
    /// The submission is the latest.
    let isLatest: Bool
    /// Unicode scalars of the submission's text.
    let length: Int

    init(_ submission: ID<Submission>, _ act: Act) async throws {
        let rows = try await act.run([
            Self.assignment(of: submission, act.actor, locks: true),
            Self.own(submission, act.actor, locks: true), Self.rubric(submission, act.actor),
        ])
        let row = try rows[0].one()
        ties = try Ties(work: row)
        assignment = try Assignment(row)
        countsAs = try CountsAs(row)
        isLatest = try row["is_latest"]
        length = try row["length"]
        own = try rows[1].first.map(Feedback.init)
        rubric = try RubricVersion(checking: rows[2], of: row)
    }

    func check(_ content: Feedback.Content) throws {
        guard isLatest else { throw Feedback.Refusal.superseded }
        // Here too, for an index refuses a text that is too long for it before a key refuses it.
        guard Set(content.levels.keys).isSubset(of: rubric?.criteria.map(\.code) ?? []) else {
            throw Feedback.Refusal.levelUnknown
        }
        guard content.flags.isSubset(of: rubric?.flags.map(\.code) ?? []) else {
            throw Feedback.Refusal.flagUnknown
        }
        if let points = content.points, let worth = countsAs.worth,
            !(.zero...worth).contains(points)
        {
            throw Invalid("/points", "out-of-range", "Give 0 to \(worth) points.")
        }
        guard content.points == nil || countsAs.worth != nil else {
            throw Feedback.Refusal.pointsUnexpected
        }
        let faults = content.comments.enumerated().compactMap { place, comment in
            comment.span.upperBound <= length
                ? nil
                : Invalid.Fault(
                    pointer: "/comments/\(place)/ends_at", code: "beyond-text",
                    detail: "The submission has \(length) characters; end there or before.")
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    static func assignment(of submission: ID<Submission>, _ actor: Actor, locks: Bool) -> SQL {
        """
        SELECT \(AssignmentRecord.columns(actor)), exploration.counts_as,
            exploration.points_thousandths, exploration.rubric_version_id,
            made.number = assignment.submissions AS is_latest,
            (SELECT char_length(body) FROM submission_text
                WHERE submission_text.institution_id = made.institution_id
                    AND submission_text.submission_id = made.id) AS length
        FROM submission made
        JOIN assignment ON assignment.institution_id = made.institution_id
            AND assignment.id = made.assignment_id
        \(AssignmentRecord.joins)
        WHERE made.institution_id = \(actor.institution) AND made.id = \(submission)
        \(locks ? "FOR NO KEY UPDATE OF assignment" : "" as SQL)
        """
    }

    static func own(_ submission: ID<Submission>, _ actor: Actor, locks: Bool) -> SQL {
        """
        SELECT \(Feedback.columns) FROM feedback \(Feedback.joins)
        WHERE feedback.institution_id = \(actor.institution)
            AND feedback.submission_id = \(submission) AND feedback.author_id = \(actor.person)
        \(locks ? "FOR NO KEY UPDATE OF feedback" : "" as SQL)
        """
    }

    private static func rubric(_ submission: ID<Submission>, _ actor: Actor) -> SQL {
        """
        SELECT criterion.code, criterion.is_optional,
            ARRAY(SELECT level FROM rubric_descriptor described
                WHERE described.institution_id = criterion.institution_id
                    AND described.rubric_version_id = criterion.rubric_version_id
                    AND described.criterion = criterion.code) AS levels,
            ARRAY(SELECT code || ':' || from_level FROM rubric_flag flag
                WHERE flag.institution_id = criterion.institution_id
                    AND flag.rubric_version_id = criterion.rubric_version_id) AS flags
        FROM submission
        JOIN exploration ON exploration.institution_id = submission.institution_id
            AND exploration.id = submission.exploration_id
        JOIN rubric_criterion criterion
            ON criterion.institution_id = exploration.institution_id
            AND criterion.rubric_version_id = exploration.rubric_version_id
        WHERE submission.institution_id = \(actor.institution) AND submission.id = \(submission)
        ORDER BY criterion.position
        """
    }
}

extension RubricVersion {
    /// As much of it as feedback is checked against: codes, levels, flags, and no words.
    fileprivate init?(checking rows: Rows, of exploration: Row) throws {
        guard let id: ID<RubricVersion> = try exploration["rubric_version_id"] else { return nil }
        let criteria = try rows.map { row in
            let levels: [Int] = try row["levels"]
            return Criterion(
                code: try row["code"], title: "", isOptional: try row["is_optional"],
                descriptors: Dictionary(uniqueKeysWithValues: levels.map { ($0, "") }))
        }
        let flags: [String] = try rows.first?["flags"] ?? []
        self.init(
            id: id, number: 1, publishedAt: .distantPast, levels: [], criteria: criteria,
            flags: flags.compactMap { text in
                let parts = text.split(separator: ":")
                guard parts.count == 2, let level = Int(parts[1]) else { return nil }
                return Flag(code: String(parts[0]), title: "", fromLevel: level)
            })
    }
}
