import Domain
import Foundation
import Postgres

/// The statements that find what bears on one assignment. Each list is one round trip.
struct AppealFacts {
    let assignment: Assignment
    let actor: Actor
    let now: Date

    private var school: ID<Institution> { actor.institution }

    /// School, offering with its sections, learner, enrollment.
    var place: [SQL] {
        [
            """
            SELECT institution.id, institution.name, institution.zone, slug.slug FROM institution
            JOIN institution_slug slug ON slug.institution_id = institution.id
            WHERE institution.id = \(school) ORDER BY slug.slug LIMIT 1
            """,
            OfferingRecord.one(assignment.offering, actor),
            PersonRecord.one(assignment.learner, in: school),
            """
            SELECT section_id, state FROM enrollment
            WHERE institution_id = \(school) AND id = \(assignment.enrollment)
            """,
        ]
    }

    /// Late policies, extensions, excuses, accommodations, outages.
    func time(since opensAt: Date) -> [SQL] {
        [
            """
            SELECT \(LatePolicy.columns), policy.set_by, policy.set_at FROM late_policy policy
            WHERE policy.institution_id = \(school)
                AND policy.exploration_id = \(assignment.exploration) ORDER BY policy.number
            """,
            """
            SELECT due_at, closes_at, reason_code, granted_by, granted_at FROM extension
            WHERE institution_id = \(school) AND assignment_id = \(assignment.id) ORDER BY id
            """,
            """
            SELECT reason_code, granted_by, granted_at FROM excuse
            WHERE institution_id = \(school) AND assignment_id = \(assignment.id) ORDER BY id
            """,
            """
            SELECT id, time_factor_thousandths, until, granted_by, granted_at, ended_at
            FROM accommodation
            WHERE institution_id = \(school) AND enrollment_id = \(assignment.enrollment)
            ORDER BY id
            """,
            Outage.rows("ended_at >= \(opensAt)", of: assignment.offering, actor),
        ]
    }

    /// Submissions, what is or was visible of feedback, no draft of either; and field notes without
    /// the addresses of pages.
    var texts: [SQL] {
        [
            """
            SELECT \(Submission.columns), submission_text.salt, submission_text.body,
                submission_text.ai_use, submission_text.redacted_at
            FROM submission
            JOIN submission_text ON submission_text.institution_id = submission.institution_id
                AND submission_text.submission_id = submission.id
            WHERE submission.institution_id = \(school)
                AND submission.assignment_id = \(assignment.id) ORDER BY submission.number
            """,
            """
            SELECT \(ReleasedFeedback.columns), released.digest, words.salt, words.redacted_at,
                release.released_by, taken.withdrawn_by, taken.withdrawn_at
            \(ReleasedFeedback.source)
            JOIN release ON release.institution_id = released.institution_id
                AND release.id = released.release_id
            LEFT JOIN release_withdrawal taken ON taken.institution_id = released.institution_id
                AND taken.released_feedback_id = released.id
            WHERE released.institution_id = \(school)
                AND released.assignment_id = \(assignment.id) AND released.released_at <= \(now)
            ORDER BY released.released_at, released.id
            """,
            """
            SELECT field_note.visited_on, words.observed, words.thought
            FROM field_note \(FieldNote.texts)
            WHERE field_note.institution_id = \(school)
                AND field_note.assignment_id = \(assignment.id)
            ORDER BY field_note.visited_on, field_note.id
            """,
        ]
    }

    /// The section's rules, the ledger, approvals, exports with the learner's line, their events.
    var grades: [SQL] {
        [
            """
            SELECT rule.number, rule.rule, rule.set_by, rule.set_at FROM grade_rule rule
            JOIN enrollment ON enrollment.institution_id = rule.institution_id
                AND enrollment.section_id = rule.section_id
            WHERE enrollment.institution_id = \(school) AND enrollment.id = \(assignment.enrollment)
            ORDER BY rule.number
            """,
            ledger,
            """
            SELECT ledger_seq, grade, grade_rule_number, approved_by, approved_at FROM approval
            WHERE institution_id = \(school) AND enrollment_id = \(assignment.enrollment)
            ORDER BY ledger_seq
            """,
            """
            SELECT \(Export.columns), line.ledger_seq AS line_seq, frozen.entry, line.registrar_id,
                (SELECT said FROM export_rejection refused
                    WHERE refused.institution_id = line.institution_id
                        AND refused.export_id = line.export_id
                        AND refused.enrollment_id = line.enrollment_id) AS rejection,
                coalesce((SELECT sha256(kept.content) = export.digest FROM export_content kept
                    WHERE kept.institution_id = export.institution_id
                        AND kept.export_id = export.id), false) AS content_holds
            \(exported)
            JOIN grade_entry frozen ON frozen.institution_id = line.institution_id
                AND frozen.offering_id = line.offering_id AND frozen.seq = line.ledger_seq
            \(ofLearner) ORDER BY export.made_at, export.id
            """,
            """
            SELECT event.export_id, event.state, event.recorded_by, event.recorded_at
            \(exported)
            JOIN export_event event ON event.institution_id = export.institution_id
                AND event.export_id = export.id
            \(ofLearner) ORDER BY event.recorded_at, event.id
            """,
        ]
    }

    /// Each entry between what its neighbors, or the head, say of it.
    private var ledger: SQL {
        """
        SELECT link.seq, link.entry, link.previous, link.digest, link.enrollment_id,
            link.assignment_id, link.recorded_at, link.offering_id,
            CASE WHEN link.seq = 1 THEN \(LedgerChain.origin) ELSE prior.digest END AS before,
            CASE WHEN link.seq = head.seq THEN head.digest ELSE following.previous END AS after
        FROM grade_entry link
        JOIN ledger_head head ON head.institution_id = link.institution_id
            AND head.offering_id = link.offering_id
        LEFT JOIN grade_entry prior ON prior.institution_id = link.institution_id
            AND prior.offering_id = link.offering_id AND prior.seq = link.seq - 1
        LEFT JOIN grade_entry following ON following.institution_id = link.institution_id
            AND following.offering_id = link.offering_id AND following.seq = link.seq + 1
        WHERE link.institution_id = \(school) AND link.offering_id = \(assignment.offering)
            AND link.enrollment_id = \(assignment.enrollment)
            AND (link.assignment_id = \(assignment.id) OR link.assignment_id IS NULL)
        ORDER BY link.seq
        """
    }

    private let exported: SQL = """
        FROM export JOIN export_line line ON line.institution_id = export.institution_id
            AND line.export_id = export.id
        """

    private var ofLearner: SQL {
        """
        WHERE export.institution_id = \(school) AND export.offering_id = \(assignment.offering)
            AND line.enrollment_id = \(assignment.enrollment)
        """
    }

    func rubrics(_ versions: Set<ID<RubricVersion>>) -> SQL {
        Rubric.find(
            """
            rubric.institution_id = \(school) AND rubric.id IN (SELECT rubric_id
                FROM rubric_version WHERE institution_id = \(school)
                    AND id = ANY(\(versions.sorted())::uuid[]))
            """)
    }

    func names(_ people: Set<ID<Person>>) -> SQL {
        """
        SELECT id, chosen_name FROM person
        WHERE institution_id = \(school) AND id = ANY(\(people.sorted())::uuid[])
        """
    }
}
