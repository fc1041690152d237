import Domain
import Postgres

/// Where the thing lies that a line of the record speaks of. Ids are unique over all tables, so the
/// table needn't be known; the ones that most lines speak of come first.
enum SubjectRows {
    /// The offering of a row named `audit`; NULL where it lies in none.
    static func offering(in institution: ID<Institution>) -> SQL {
        let places: [SQL] = [
            """
            (SELECT work.offering_id FROM submission found
                JOIN assignment work ON work.institution_id = found.institution_id
                    AND work.id = found.assignment_id
                WHERE found.institution_id = \(institution) AND found.id = audit.subject_id)
            """,
            its("assignment", institution),
            ofWork("feedback", institution), ofWork("released_feedback", institution),
            its("enrollment", institution), its("exploration", institution),
            """
            (SELECT found.id FROM offering found
                WHERE found.institution_id = \(institution) AND found.id = audit.subject_id)
            """,
            its("release", institution), its("export", institution), its("section", institution),
            its("outage", institution), its("scheduled_release", institution),
            its("handout", institution), its("change_of_grade", institution),
            """
            (SELECT held.offering_id FROM accommodation found
                JOIN enrollment held ON held.institution_id = found.institution_id
                    AND held.id = found.enrollment_id
                WHERE found.institution_id = \(institution) AND found.id = audit.subject_id)
            """,
        ]
        return "coalesce(\(places.joined(separator: ", ")))"
    }

    /// Whether the subject of a row named `audit` is work that readers see by a code. coalesce() in a
    /// subquery of its own: else no index would be asked for it under row-level security.
    static func isReadBlind(in institution: ID<Institution>) -> SQL {
        """
        EXISTS (SELECT 1 FROM assignment work
            JOIN exploration ON exploration.institution_id = work.institution_id
                AND exploration.id = work.exploration_id
            JOIN offering ON offering.institution_id = work.institution_id
                AND offering.id = work.offering_id
            WHERE work.institution_id = \(institution) AND \(Exploration.isStillBlind)
                AND work.id = (SELECT coalesce(
                    (SELECT assignment_id FROM submission found
                        WHERE found.institution_id = \(institution)
                            AND found.id = audit.subject_id),
                    (SELECT assignment_id FROM released_feedback found
                        WHERE found.institution_id = \(institution)
                            AND found.id = audit.subject_id),
                    audit.subject_id)))
        """
    }

    private static func its(_ table: String, _ institution: ID<Institution>) -> SQL {
        """
        (SELECT found.offering_id FROM \(identifier: table) found
            WHERE found.institution_id = \(institution) AND found.id = audit.subject_id)
        """
    }

    private static func ofWork(_ table: String, _ institution: ID<Institution>) -> SQL {
        """
        (SELECT work.offering_id FROM \(identifier: table) found
            JOIN assignment work ON work.institution_id = found.institution_id
                AND work.id = found.assignment_id
            WHERE found.institution_id = \(institution) AND found.id = audit.subject_id)
        """
    }
}
