import Domain
import Foundation
import Postgres

/// The texts of an offering that an instructor may read, as `said`: `hit_id`, `hit_submission`,
/// `assignment_id`, `hit_state`, `body`, `lexemes`.
struct ReadableTexts {
    let offering: ID<Offering>
    let actor: Actor
    let now: Date

    var submissions: SQL {
        """
        SELECT submission.id AS hit_id, submission.id AS hit_submission,
            submission.assignment_id, NULL::text AS hit_state, words.body, words.lexemes
        FROM assignment
        JOIN submission ON submission.institution_id = assignment.institution_id
            AND submission.assignment_id = assignment.id
        JOIN submission_text words ON words.institution_id = submission.institution_id
            AND words.submission_id = submission.id
        WHERE \(ofOffering) AND \(isTheirs) AND NOT \(isRecused)
        """
    }

    /// The actor's own that isn't released, and the latest release that wasn't taken back.
    var feedback: SQL {
        """
        SELECT hit_id, hit_submission, assignment_id, hit_state, body,
            \(SearchSQL.lexemes("body")) AS lexemes
        FROM (\(drafts) UNION ALL \(released)) said
        """
    }

    private var drafts: SQL {
        """
        SELECT feedback.id AS hit_id, feedback.submission_id AS hit_submission,
            feedback.assignment_id, feedback.state AS hit_state,
            concat_ws(E'\\n', feedback_text.summary,
                (SELECT string_agg(words.body, E'\\n' ORDER BY comment.starts_at, comment.id)
                    FROM feedback_comment comment
                    JOIN feedback_comment_text words
                        ON words.institution_id = comment.institution_id
                        AND words.comment_id = comment.id
                    WHERE comment.institution_id = feedback.institution_id
                        AND comment.feedback_id = feedback.id)) AS body
        FROM assignment
        JOIN feedback ON feedback.institution_id = assignment.institution_id
            AND feedback.assignment_id = assignment.id
        \(Feedback.joins)
        WHERE \(ofOffering) AND \(isTheirs) AND NOT \(isRecused)
            AND feedback.author_id = \(actor.person) AND feedback.state <> 'released'
        """
    }

    private var released: SQL {
        """
        SELECT shown.id AS hit_id, shown.submission_id AS hit_submission, assignment.id,
            'released' AS hit_state,
            concat_ws(E'\\n', words.summary, (SELECT string_agg(said ->> 'body', E'\\n')
                FROM jsonb_array_elements(words.comments) AS said)) AS body
        FROM assignment
        JOIN LATERAL (SELECT id, submission_id FROM released_feedback released
            WHERE released.institution_id = assignment.institution_id
                AND released.assignment_id = assignment.id AND released.released_at <= \(now)
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = released.institution_id
                        AND taken.released_feedback_id = released.id)
            ORDER BY released_at DESC, id DESC LIMIT 1) shown ON true
        JOIN released_feedback_text words ON words.institution_id = assignment.institution_id
            AND words.released_feedback_id = shown.id
        WHERE \(ofOffering) AND NOT \(isRecused)
        """
    }

    private var ofOffering: SQL {
        """
        assignment.institution_id = \(actor.institution) AND assignment.offering_id = \(offering)
        """
    }

    /// They are named for it, or nobody is.
    private var isTheirs: SQL {
        "(assignment.reader_id IS NULL OR assignment.reader_id = \(actor.person))"
    }

    private var isRecused: SQL {
        """
        EXISTS (SELECT 1 FROM recusal WHERE recusal.institution_id = assignment.institution_id
            AND recusal.offering_id = assignment.offering_id
            AND recusal.reader_id = \(actor.person)
            AND recusal.learner_id = assignment.learner_id)
        """
    }
}
