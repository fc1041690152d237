package import Domain
package import Foundation
import Postgres

extension Records {
    /// What is visible of an assignment, or of one of its submissions: the latest release that wasn't
    /// taken back. The learner's first look is recorded.
    package func releasedFeedback(
        on assignment: ID<Assignment>, of submission: ID<Submission>? = nil, by actor: Actor,
        at now: Date
    ) async throws -> ReleasedFeedback {
        let ofSubmission: SQL = submission.map { "AND released.submission_id = \($0)" } ?? ""
        let rows = try await read(
            actor.institution, AssignmentRecord.one(assignment, actor),
            """
            SELECT \(ReleasedFeedback.columns) \(ReleasedFeedback.source)
            WHERE released.institution_id = \(actor.institution)
                AND released.assignment_id = \(assignment) \(ofSubmission)
                AND released.released_at <= \(now)
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = released.institution_id
                        AND taken.released_feedback_id = released.id)
            ORDER BY released.released_at DESC, released.id DESC LIMIT 1
            """)
        let ties = try Ties(work: rows[0].one())
        try Policy.check(.readReleased, by: actor, ties)
        var released = try ReleasedFeedback(rows[1].one())
        if ties.isOwn, released.openedAt == nil {
            try released.open(at: now)
            try await recordOpening(of: released.id, by: actor, at: now)
        }
        return released
    }

    /// Who wrote it, by the name that pages show.
    package func authorName(
        of released: ReleasedFeedback, by actor: Actor
    ) async throws -> String {
        let rows = try await read(
            actor.institution, AssignmentRecord.one(released.assignment, actor),
            """
            SELECT chosen_name FROM person
            WHERE institution_id = \(actor.institution) AND id = \(released.author)
            """)
        try Policy.check(.readReleased, by: actor, Ties(work: rows[0].one()))
        return try rows[1].one()["chosen_name"]
    }

    private func recordOpening(
        of id: ID<ReleasedFeedback>, by actor: Actor, at now: Date
    ) async throws {
        try await write(
            actor.institution,
            [
                """
                INSERT INTO feedback_opening (institution_id, released_feedback_id, opened_at)
                VALUES (\(actor.institution), \(id), \(now)) ON CONFLICT DO NOTHING
                """
            ])
    }
}

extension ReleasedFeedback {
    static let columns: SQL = """
        released.id, released.release_id, released.feedback_id, released.assignment_id,
        released.submission_id, released.author_id, released.rubric_version_id, released.outcome,
        released.points_thousandths AS feedback_points, released.levels, released.flags,
        released.released_at, words.summary, words.comments, opened.opened_at
        """

    static let source: SQL = """
        FROM released_feedback released
        JOIN released_feedback_text words ON words.institution_id = released.institution_id
            AND words.released_feedback_id = released.id
        LEFT JOIN feedback_opening opened ON opened.institution_id = released.institution_id
            AND opened.released_feedback_id = released.id
        """

    init(_ row: Row, withdrawal: Withdrawal? = nil) throws {
        self.init(
            id: try row["id"], release: try row["release_id"],
            feedback: try row["feedback_id"], assignment: try row["assignment_id"],
            submission: try row["submission_id"], author: try row["author_id"],
            rubricVersion: try row["rubric_version_id"], content: try Feedback.Content(row),
            releasedAt: try row["released_at"], openedAt: try row["opened_at"],
            withdrawal: withdrawal)
    }
}
