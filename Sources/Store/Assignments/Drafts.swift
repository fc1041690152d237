package import Domain
package import Foundation
import Postgres

extension Records {
    /// What the learner is writing. Nobody else reads it; without one it is empty, version 0.
    package func draft(of id: ID<Assignment>, by actor: Actor) async throws -> Draft {
        let row = try await read(
            actor.institution,
            """
            SELECT \(Ties.workColumns(actor)), coalesce(draft_text.body, '') AS body,
                coalesce(draft.words, 0) AS words, coalesce(draft.version, 0) AS draft_version,
                draft.saved_at
            FROM assignment
            LEFT JOIN draft ON draft.institution_id = assignment.institution_id
                AND draft.assignment_id = assignment.id
            LEFT JOIN draft_text ON draft_text.institution_id = assignment.institution_id
                AND draft_text.assignment_id = assignment.id
            WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
            """)[0].one()
        try Policy.check(.readDraft, by: actor, Ties(work: row))
        return Draft(
            assignment: id, body: try row["body"], words: try row["words"],
            savedAt: try row["saved_at"], version: try row["draft_version"])
    }

    /// Saves over version `version`, 0 for the first; another version in between is
    /// `PreconditionFailed`, and nothing of either text is lost. What the privacy screen finds is told
    /// with it and keeps nothing from being saved.
    package func saveDraft(
        _ body: String, of id: ID<Assignment>, version: Int, by actor: Actor, at now: Date
    ) async throws -> Draft {
        try Reflection.check(body)
        let words = Reflection.words(in: body)
        _ = try await writeAsLearner(
            id, .saveDraft, by: actor,
            [
                LearnerGuard.statement(id, actor, at: now),
                """
                WITH saved AS (
                    INSERT INTO draft (institution_id, assignment_id, words, saved_at, version)
                    SELECT \(actor.institution), \(id), \(words), \(now), 1
                    WHERE \(version) = 0 OR EXISTS (SELECT 1 FROM draft
                        WHERE institution_id = \(actor.institution) AND assignment_id = \(id))
                    ON CONFLICT (institution_id, assignment_id) DO UPDATE
                        SET words = excluded.words, saved_at = excluded.saved_at,
                            version = draft.version + 1
                        WHERE draft.version = \(version)
                    RETURNING version)
                SELECT refuse('precondition-failed') WHERE NOT EXISTS (SELECT 1 FROM saved)
                """,
                """
                INSERT INTO draft_text (institution_id, assignment_id, body)
                VALUES (\(actor.institution), \(id), \(body))
                ON CONFLICT (institution_id, assignment_id) DO UPDATE SET body = excluded.body
                """,
                LearnerGuard.exploring(id, actor, at: now),
            ])
        return Draft(
            assignment: id, body: body, words: words, savedAt: now, version: version + 1)
    }
}
