import Domain
import Foundation
import Postgres

/// Which learners a reading is about. Those who dropped are never among them.
struct LearnerChoice: Sendable {
    var offering: ID<Offering>?
    var person: ID<Person>?
    var section: ID<Section>?
    var enrollments: [ID<Enrollment>]?
    var state: EnrollmentState?
    /// A part of the chosen name, or of the registrar's id.
    var search: String?
    var page: PageRequest?

    /// Their enrollments' ids, in the order of names.
    func listed(_ actor: Actor) -> SQL {
        """
        SELECT enrollment.id FROM enrollment
        JOIN person ON person.institution_id = enrollment.institution_id
            AND person.id = enrollment.person_id
        WHERE enrollment.institution_id = \(actor.institution)
            AND enrollment.role = 'learner' AND enrollment.state <> 'dropped'
            \(offering.map { "AND enrollment.offering_id = \($0)" as SQL } ?? "")
            \(person.map { "AND enrollment.person_id = \($0)" as SQL } ?? "")
            \(section.map { "AND enrollment.section_id = \($0)" as SQL } ?? "")
            \(enrollments.map { "AND enrollment.id = ANY(\($0)::uuid[])" as SQL } ?? "")
            \(state.map { "AND enrollment.state = \($0)" as SQL } ?? "")
            \(search.map(Person.matching) ?? "")
            \(page.map(Self.part) ?? "")
        """
    }

    private static func part(_ page: PageRequest) -> SQL {
        """
        AND (person.chosen_name, enrollment.id) > (\(page.text),
            \(page.after?.keys.last.flatMap(UUID.init(uuidString:)) ?? .zero))
        ORDER BY person.chosen_name, enrollment.id LIMIT \(page.limit + 1)
        """
    }

    /// Learners, assignments, and entries for the course: what `CourseGradeRecord.all` takes.
    func statements(_ actor: Actor) -> [SQL] {
        [learners(actor), assignments(actor), entries(actor)]
    }

    private func learners(_ actor: Actor) -> SQL {
        """
        SELECT enrollment.id, enrollment.state, enrollment.offering_id, person.chosen_name,
            person.legal_given_name, person.legal_family_name, person.registrar_id,
            section.id AS section_id, section.term_code, section.class_number,
            section.grading_basis, offering.zone, offering.ends_on, offering.title, rule.number, rule.rule,
            EXISTS (SELECT 1 FROM recusal WHERE recusal.institution_id = enrollment.institution_id
                AND recusal.offering_id = enrollment.offering_id
                AND recusal.reader_id = \(actor.person)
                AND recusal.learner_id = enrollment.person_id) AS is_recused
        FROM enrollment
        JOIN person ON person.institution_id = enrollment.institution_id
            AND person.id = enrollment.person_id
        JOIN offering ON offering.institution_id = enrollment.institution_id
            AND offering.id = enrollment.offering_id
        JOIN section ON section.institution_id = enrollment.institution_id
            AND section.id = enrollment.section_id
        LEFT JOIN LATERAL (SELECT number, rule FROM grade_rule
            WHERE grade_rule.institution_id = section.institution_id
                AND grade_rule.section_id = section.id
            ORDER BY number DESC LIMIT 1) rule ON true
        WHERE enrollment.institution_id = \(actor.institution)
            AND enrollment.id IN (\(listed(actor)))
        ORDER BY person.chosen_name, enrollment.id
        """
    }

    private func assignments(_ actor: Actor) -> SQL {
        """
        SELECT \(CourseGradeRecord.Cell.columns) \(CourseGradeRecord.Cell.source)
        WHERE assignment.institution_id = \(actor.institution)
            AND exploration.state = 'published'
            AND assignment.enrollment_id IN (\(listed(actor)))
        ORDER BY exploration.position, exploration.id
        """
    }

    private func entries(_ actor: Actor) -> SQL {
        """
        SELECT entry.enrollment_id, entry.seq, entry.entry, entry.digest, approval.approved_by,
            approval.approved_at, approval.section_id AS approved_section,
            approver.chosen_name AS approver
        FROM grade_entry entry
        LEFT JOIN approval ON approval.institution_id = entry.institution_id
            AND approval.offering_id = entry.offering_id AND approval.ledger_seq = entry.seq
        LEFT JOIN person approver ON approver.institution_id = approval.institution_id
            AND approver.id = approval.approved_by
        WHERE entry.institution_id = \(actor.institution) AND entry.assignment_id IS NULL
            AND entry.enrollment_id IN (\(listed(actor)))
        ORDER BY entry.enrollment_id, entry.seq
        """
    }
}
