import Domain
import Postgres

extension DossierFacts {
    /// Rows of `assignment` that are the person's.
    private var ownAssignments: SQL {
        "assignment.institution_id = \(institution) AND assignment.learner_id = \(person)"
    }

    /// Rows of `enrollment` that are the person's.
    private var ownEnrollments: SQL {
        "enrollment.institution_id = \(institution) AND enrollment.person_id = \(person)"
    }

    var places: [DossierPart] {
        [
            DossierPart(
                "enrollments", "Enrollments", ["enrollment"],
                """
                SELECT enrollment.id, course.code, offering.title AS offering, section.term_code,
                    section.class_number, enrollment.role, enrollment.state, enrollment.starts_on,
                    enrollment.created_at
                FROM enrollment
                JOIN offering ON offering.institution_id = enrollment.institution_id
                    AND offering.id = enrollment.offering_id
                JOIN course ON course.institution_id = offering.institution_id
                    AND course.id = offering.course_id
                LEFT JOIN section ON section.institution_id = enrollment.institution_id
                    AND section.id = enrollment.section_id
                WHERE \(ownEnrollments) ORDER BY enrollment.created_at DESC, enrollment.id DESC
                """),
            DossierPart(
                "enrollment-changes", "What changed in your enrollments", ["enrollment_change"],
                """
                SELECT change.enrollment_id, change.state, change.section_id, change.effective_on,
                    change.recorded_at
                FROM enrollment_change change
                JOIN enrollment ON enrollment.institution_id = change.institution_id
                    AND enrollment.id = change.enrollment_id
                WHERE \(ownEnrollments) ORDER BY change.id DESC
                """),
            DossierPart(
                "aliases", "Aliases", ["alias"],
                """
                SELECT offering_id, name, assigned_at FROM alias
                WHERE institution_id = \(institution) AND person_id = \(person)
                ORDER BY assigned_at DESC
                """),
            DossierPart(
                "accommodations", "More time that you were granted", ["accommodation"],
                """
                SELECT accommodation.enrollment_id, accommodation.time_factor_thousandths,
                    accommodation.until, accommodation.granted_at, accommodation.ended_at
                FROM accommodation
                JOIN enrollment ON enrollment.institution_id = accommodation.institution_id
                    AND enrollment.id = accommodation.enrollment_id
                WHERE \(ownEnrollments) ORDER BY accommodation.id DESC
                """),
            DossierPart(
                "recusals", "Where a reader is kept from a learner, and you are one of the two",
                ["recusal"],
                """
                SELECT offering_id,
                    CASE learner_id WHEN \(person) THEN 'learner' ELSE 'reader' END AS you_are,
                    recorded_at
                FROM recusal WHERE institution_id = \(institution)
                    AND \(person) IN (learner_id, reader_id) ORDER BY recorded_at DESC
                """),
        ]
    }

    /// The state is the learner's: nothing moves between submission and release. A blind code would
    /// tell the learner's own work to who reads it blind.
    var work: [DossierPart] {
        [
            DossierPart(
                "assignments", "Assignments", ["assignment"],
                """
                SELECT assignment.id, assignment.enrollment_id, exploration.title,
                    CASE WHEN assignment.state IN ('submitted', 'in_review', 'returned', 'complete')
                        THEN coalesce(\(shownState), 'submitted') ELSE assignment.state END AS state,
                    assignment.due_at, assignment.closes_at, assignment.submissions,
                    assignment.assigned_at
                FROM assignment
                JOIN exploration ON exploration.institution_id = assignment.institution_id
                    AND exploration.id = assignment.exploration_id
                WHERE \(ownAssignments) AND exploration.state <> 'draft'
                ORDER BY assignment.assigned_at DESC, assignment.id DESC
                """),
            DossierPart(
                "extensions", "Extensions", ["extension"],
                """
                SELECT extension.assignment_id, extension.due_at, extension.closes_at,
                    extension.reason_code, extension.granted_at
                FROM extension
                JOIN assignment ON assignment.institution_id = extension.institution_id
                    AND assignment.id = extension.assignment_id
                WHERE \(ownAssignments) ORDER BY extension.id DESC
                """),
            DossierPart(
                "excuses", "Excuses", ["excuse"],
                """
                SELECT excuse.assignment_id, excuse.reason_code, excuse.granted_at FROM excuse
                JOIN assignment ON assignment.institution_id = excuse.institution_id
                    AND assignment.id = excuse.assignment_id
                WHERE \(ownAssignments) ORDER BY excuse.id DESC
                """),
        ]
    }

    /// Of an assignment that was read: the outcome of the latest release that shows, where the
    /// assignment still is what that release made of it.
    private var shownState: SQL {
        """
        (SELECT released.outcome FROM released_feedback released
            WHERE released.institution_id = assignment.institution_id
                AND released.assignment_id = assignment.id AND \(isShown)
                AND released.outcome = assignment.state
                AND NOT EXISTS (SELECT 1 FROM released_feedback later
                    WHERE later.institution_id = released.institution_id
                        AND later.assignment_id = released.assignment_id
                        AND later.released_at <= \(now)
                        AND (later.released_at, later.id) > (released.released_at, released.id)
                        AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                            WHERE taken.institution_id = later.institution_id
                                AND taken.released_feedback_id = later.id))
            LIMIT 1)
        """
    }

    private var isShown: SQL {
        """
        released.released_at <= \(now) AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
            WHERE taken.institution_id = released.institution_id
                AND taken.released_feedback_id = released.id)
        """
    }

    /// Of submitted texts at most 32 MiB, the newest first: who has handed in more reads the rest on
    /// its own page.
    var texts: [DossierPart] {
        [
            DossierPart(
                "drafts", "Drafts", ["draft", "draft_text"],
                """
                SELECT draft.assignment_id, draft.words, draft.saved_at, words.body FROM draft
                JOIN draft_text words ON words.institution_id = draft.institution_id
                    AND words.assignment_id = draft.assignment_id
                JOIN assignment ON assignment.institution_id = draft.institution_id
                    AND assignment.id = draft.assignment_id
                WHERE \(ownAssignments) ORDER BY draft.saved_at DESC
                """),
            DossierPart(
                "submissions", "Submissions", ["submission", "submission_text"],
                """
                SELECT made.id, made.assignment_id, made.number, made.submitted_at, made.due_at,
                    made.words, made.taken_from_draft, encode(made.digest, 'hex') AS digest,
                    words.redacted_at, words.ai_use,
                    CASE WHEN sum(octet_length(words.body)) OVER (ORDER BY made.id DESC) <= 33554432
                        THEN words.body END AS body
                FROM submission made
                JOIN submission_text words ON words.institution_id = made.institution_id
                    AND words.submission_id = made.id
                JOIN assignment ON assignment.institution_id = made.institution_id
                    AND assignment.id = made.assignment_id
                WHERE \(ownAssignments) ORDER BY made.id DESC
                """),
            DossierPart(
                "field-notes", "Field notes", ["field_note", "field_note_text"],
                """
                SELECT note.id, note.assignment_id, note.visited_on, note.written_at,
                    note.changed_at, words.observed, words.thought, words.page_address
                FROM field_note note
                JOIN field_note_text words ON words.institution_id = note.institution_id
                    AND words.field_note_id = note.id
                JOIN assignment ON assignment.institution_id = note.institution_id
                    AND assignment.id = note.assignment_id
                WHERE \(ownAssignments) ORDER BY note.id DESC
                """),
            DossierPart(
                "released-feedback", "Feedback that was released to you",
                [
                    "released_feedback", "released_feedback_text", "release_withdrawal",
                    "feedback_opening",
                ],
                """
                SELECT released.id, released.assignment_id, released.submission_id,
                    released.released_at, opened.opened_at, words.redacted_at, released.outcome,
                    trim_scale(released.points_thousandths::numeric / 1000) AS points,
                    released.levels, released.flags, words.summary, words.comments,
                    encode(released.digest, 'hex') AS digest
                FROM released_feedback released
                JOIN released_feedback_text words ON words.institution_id = released.institution_id
                    AND words.released_feedback_id = released.id
                JOIN assignment ON assignment.institution_id = released.institution_id
                    AND assignment.id = released.assignment_id
                LEFT JOIN feedback_opening opened
                    ON opened.institution_id = released.institution_id
                    AND opened.released_feedback_id = released.id
                WHERE \(ownAssignments) AND \(isShown)
                ORDER BY released.released_at DESC, released.id DESC
                """),
        ]
    }

    /// Of the course what was approved, as the learner's page of grades shows it.
    var grades: [DossierPart] {
        [
            DossierPart(
                "grades", "Entries of the grade ledger", ["grade_entry"],
                """
                SELECT entry.offering_id, entry.seq, entry.recorded_at, entry.assignment_id,
                    convert_from(entry.entry, 'UTF8') AS entry,
                    encode(entry.previous, 'hex') AS previous, encode(entry.digest, 'hex') AS digest
                FROM grade_entry entry
                JOIN enrollment ON enrollment.institution_id = entry.institution_id
                    AND enrollment.id = entry.enrollment_id
                WHERE \(ownEnrollments) AND entry.recorded_at <= \(now)
                    AND (entry.assignment_id IS NOT NULL OR \(isApproved))
                ORDER BY entry.recorded_at DESC, entry.seq DESC
                """),
            ofEnrollment(
                "approvals", "Course grades that were approved", "approval",
                "entry.ledger_seq, entry.grade, entry.grade_rule_number, entry.approved_at",
                by: "entry.approved_at"),
            DossierPart(
                "incompletes", "Incompletes that are open", ["incomplete"],
                """
                SELECT entry.enrollment_id, entry.lapses_on FROM incomplete entry
                JOIN enrollment ON enrollment.institution_id = entry.institution_id
                    AND enrollment.id = entry.enrollment_id
                WHERE \(ownEnrollments) AND EXISTS (SELECT 1 FROM approval
                    WHERE approval.institution_id = entry.institution_id
                        AND approval.enrollment_id = entry.enrollment_id
                        AND approval.ledger_seq >= entry.ledger_seq)
                """),
            DossierPart(
                "export-lines", "What was exported of you",
                ["export", "export_line", "export_event", "export_rejection"],
                """
                SELECT export.id, export.format, export.made_at, line.ledger_seq, line.registrar_id,
                    rejection.said AS rejection,
                    (SELECT json_agg(json_build_object('state', event.state,
                            'at', event.recorded_at) ORDER BY event.id)
                        FROM export_event event
                        WHERE event.institution_id = export.institution_id
                            AND event.export_id = export.id) AS events
                FROM export_line line
                JOIN export ON export.institution_id = line.institution_id
                    AND export.id = line.export_id
                JOIN enrollment ON enrollment.institution_id = line.institution_id
                    AND enrollment.id = line.enrollment_id
                LEFT JOIN export_rejection rejection
                    ON rejection.institution_id = line.institution_id
                    AND rejection.export_id = line.export_id
                    AND rejection.enrollment_id = line.enrollment_id
                WHERE \(ownEnrollments) ORDER BY export.made_at DESC, export.id DESC
                """),
            ofEnrollment(
                "changes-of-grade", "Changes of grade that the registrar was told",
                "change_of_grade",
                "entry.export_id, entry.exported_seq, entry.approved_seq, entry.reason, entry.made_at",
                by: "entry.made_at"),
        ]
    }

    private var isApproved: SQL {
        """
        EXISTS (SELECT 1 FROM approval
            WHERE approval.institution_id = entry.institution_id
                AND approval.offering_id = entry.offering_id AND approval.ledger_seq = entry.seq)
        """
    }

    private func ofEnrollment(
        _ name: String, _ title: String, _ table: String, _ columns: SQL, by order: SQL
    ) -> DossierPart {
        DossierPart(
            name, title, [table],
            """
            SELECT entry.offering_id, \(columns) FROM \(identifier: table) entry
            JOIN enrollment ON enrollment.institution_id = entry.institution_id
                AND enrollment.id = entry.enrollment_id
            WHERE \(ownEnrollments) ORDER BY \(order) DESC
            """)
    }

    /// What they did; and of what others did, what concerns them and isn't the reading of their work,
    /// with no name of who did it.
    var record: [DossierPart] {
        [
            DossierPart(
                "audit", "Lines of the record", ["audit"],
                """
                SELECT audit.id, audit.at, CASE WHEN audit.person_id = \(person) THEN 'you'
                        WHEN audit.person_id IS NOT NULL THEN 'somebody else'
                        WHEN audit.operator IS NOT NULL THEN 'an operator' END AS by,
                    audit.action, audit.subject_id, audit.request_id, audit.detail
                FROM audit
                JOIN (SELECT id FROM (SELECT id FROM audit WHERE institution_id = \(institution)
                        AND person_id = \(person) ORDER BY id DESC LIMIT \(Dossier.most + 1)) own
                    UNION SELECT id FROM audit WHERE institution_id = \(institution)
                        AND subject_id = \(person)
                    UNION SELECT audit.id FROM audit JOIN (\(ownThings)) thing
                        ON thing.id = audit.subject_id
                        WHERE audit.institution_id = \(institution)
                            AND split_part(audit.action, '.', 1) IN ('enrollment', 'alias',
                                'accommodation', 'submission', 'field_note', 'appeal')
                    ) mine ON mine.id = audit.id
                WHERE audit.institution_id = \(institution) ORDER BY audit.id DESC
                """)
        ]
    }

    private var ownThings: SQL {
        """
        SELECT enrollment.id FROM enrollment WHERE \(ownEnrollments)
        UNION ALL SELECT assignment.id FROM assignment WHERE \(ownAssignments)
        UNION ALL SELECT submission.id FROM submission
            JOIN assignment ON assignment.institution_id = submission.institution_id
                AND assignment.id = submission.assignment_id
            WHERE \(ownAssignments)
        """
    }
}
