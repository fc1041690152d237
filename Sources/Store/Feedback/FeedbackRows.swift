import Domain
import Foundation
import Postgres

/// How feedback lies in its tables, and how it is read back whole.
extension Feedback {
    static let columns: SQL = """
        feedback.id AS feedback_id, feedback.assignment_id, feedback.submission_id,
        feedback.author_id, feedback.rubric_version_id, feedback.state AS feedback_state,
        feedback.outcome, feedback.points_thousandths AS feedback_points,
        feedback.version AS feedback_version, coalesce(feedback_text.summary, '') AS summary,
        coalesce((SELECT jsonb_object_agg(criterion, level) FROM feedback_level marked
            WHERE marked.institution_id = feedback.institution_id
                AND marked.feedback_id = feedback.id), '{}') AS levels,
        ARRAY(SELECT flag FROM feedback_flag marked
            WHERE marked.institution_id = feedback.institution_id
                AND marked.feedback_id = feedback.id ORDER BY flag) AS flags,
        coalesce((SELECT jsonb_agg(jsonb_build_object('id', said.id,
                'starts_at', said.starts_at, 'ends_at', said.ends_at, 'body', words.body)
                ORDER BY said.starts_at, said.id)
            FROM feedback_comment said JOIN feedback_comment_text words
                ON words.institution_id = said.institution_id AND words.comment_id = said.id
            WHERE said.institution_id = feedback.institution_id
                AND said.feedback_id = feedback.id), '[]') AS comments
        """

    static let joins: SQL = """
        LEFT JOIN feedback_text ON feedback_text.institution_id = feedback.institution_id
            AND feedback_text.feedback_id = feedback.id
        """

    /// Of rows named `feedback` and `assignment`: the learner hasn't handed in again since.
    static let isOnLatest: SQL = """
        EXISTS (SELECT 1 FROM submission judged
            WHERE judged.institution_id = feedback.institution_id
                AND judged.id = feedback.submission_id
                AND judged.number = assignment.submissions)
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["feedback_id"], assignment: try row["assignment_id"],
            submission: try row["submission_id"], author: try row["author_id"],
            rubricVersion: try row["rubric_version_id"], state: try row["feedback_state"],
            content: try Content(row), version: try row["feedback_version"])
    }

    /// As it stands after `save`.
    var saved: Feedback {
        Feedback(
            id: id, assignment: assignment, submission: submission, author: author,
            rubricVersion: rubricVersion, state: state, content: content, version: version + 1)
    }

    /// Everything of it anew. The row, if there is one, is locked.
    func save(_ act: Act) -> [SQL] {
        [row(act), summary(act)] + marks(act) + comments(act)
    }

    private func row(_ act: Act) -> SQL {
        """
        INSERT INTO feedback (institution_id, id, assignment_id, submission_id, author_id,
            rubric_version_id, state, outcome, points_thousandths, created_at, changed_at)
        VALUES (\(act.institution), \(id), \(assignment), \(submission), \(author),
            \(rubricVersion), \(state), \(content.outcome), \(content.points), \(act.now),
            \(act.now))
        ON CONFLICT (institution_id, id) DO UPDATE SET state = excluded.state,
            outcome = excluded.outcome, points_thousandths = excluded.points_thousandths,
            changed_at = excluded.changed_at, version = feedback.version + 1
        """
    }

    private func summary(_ act: Act) -> SQL {
        """
        INSERT INTO feedback_text (institution_id, feedback_id, summary)
        VALUES (\(act.institution), \(id), \(content.summary))
        ON CONFLICT (institution_id, feedback_id) DO UPDATE SET summary = excluded.summary
        """
    }

    private func marks(_ act: Act) -> [SQL] {
        let levels = content.levels.sorted { $0.key < $1.key }
        return [
            """
            DELETE FROM feedback_level
            WHERE institution_id = \(act.institution) AND feedback_id = \(id)
            """,
            """
            DELETE FROM feedback_flag
            WHERE institution_id = \(act.institution) AND feedback_id = \(id)
            """,
            """
            INSERT INTO feedback_level (institution_id, feedback_id, rubric_version_id, criterion,
                level)
            SELECT \(act.institution), \(id), \(rubricVersion)::uuid, criterion, level
            FROM unnest(\(levels.map(\.key))::text[], \(levels.map(\.value))::integer[])
                AS marked (criterion, level)
            """,
            """
            INSERT INTO feedback_flag (institution_id, feedback_id, rubric_version_id, flag)
            SELECT \(act.institution), \(id), \(rubricVersion)::uuid, flag
            FROM unnest(\(content.flags.sorted())::text[]) AS flag
            """,
        ]
    }

    /// Comments are replaced as a whole, so each saving names them anew.
    private func comments(_ act: Act) -> [SQL] {
        let ids: [ID<Comment>] = content.comments.map { _ in act.newID() }
        return [
            """
            DELETE FROM feedback_comment_text said USING feedback_comment comment
            WHERE said.institution_id = \(act.institution)
                AND comment.institution_id = said.institution_id
                AND comment.id = said.comment_id AND comment.feedback_id = \(id)
            """,
            """
            DELETE FROM feedback_comment
            WHERE institution_id = \(act.institution) AND feedback_id = \(id)
            """,
            """
            INSERT INTO feedback_comment (institution_id, id, feedback_id, starts_at, ends_at)
            SELECT \(act.institution), said.id, \(id), said.starts_at, said.ends_at
            FROM unnest(\(ids)::uuid[],
                \(content.comments.map(\.span.lowerBound))::integer[],
                \(content.comments.map(\.span.upperBound))::integer[])
                AS said (id, starts_at, ends_at)
            """,
            """
            INSERT INTO feedback_comment_text (institution_id, comment_id, body)
            SELECT \(act.institution), said.id, said.body
            FROM unnest(\(ids)::uuid[],
                \(content.comments.map(\.body))::text[]) AS said (id, body)
            """,
        ]
    }
}

extension Feedback.Content {
    /// A comment as JSON, here and in the released copy.
    struct StoredComment: Codable, Sendable {
        let id: ID<Feedback.Comment>
        let startsAt: Int
        let endsAt: Int
        let body: String

        enum CodingKeys: String, CodingKey {
            case id, body
            case startsAt = "starts_at"
            case endsAt = "ends_at"
        }

        init(_ comment: Feedback.Comment, id: ID<Feedback.Comment>) {
            self.id = id
            startsAt = comment.span.lowerBound
            endsAt = comment.span.upperBound
            body = comment.body
        }

        var comment: Feedback.Comment {
            Feedback.Comment(span: startsAt..<max(startsAt, endsAt), body: body)
        }
    }

    init(_ row: Row) throws {
        let levels: JSON<[String: Int]> = try row["levels"]
        let flags: [String] = try row["flags"]
        let comments: JSON<[StoredComment]> = try row["comments"]
        self.init(
            outcome: try row["outcome"], points: try row["feedback_points"],
            levels: levels.value, flags: Set(flags), comments: comments.value.map(\.comment),
            summary: try row["summary"])
    }
}
