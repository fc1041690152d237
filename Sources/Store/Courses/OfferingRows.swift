import Domain
import Foundation
import Postgres

extension OfferingRecord {
    static let course: SQL = """
        JOIN course ON course.institution_id = offering.institution_id
            AND course.id = offering.course_id
        """

    static func columns(_ actor: Actor) -> SQL {
        """
        offering.id, offering.course_id, offering.title, offering.starts_on, offering.ends_on,
        offering.zone, offering.is_example, offering.finalized_at, offering.version,
        course.code AS course_code, course.title AS course_title,
        (SELECT coalesce(json_agg(json_build_object('id', section.id,
            'termCode', section.term_code, 'classNumber', section.class_number,
            'credits', section.credits_thousandths, 'gradingBasis', section.grading_basis,
            'gradesDueOn', section.grades_due_on, 'graduatingDueOn', section.graduating_due_on,
            'registrar', section.registrar,
            'version', section.version) ORDER BY section.term_code, section.class_number), '[]')
         FROM section WHERE section.institution_id = offering.institution_id
            AND section.offering_id = offering.id) AS sections,
        \(Ties.columns(actor, offering: "offering.id"))
        """
    }

    static func one(_ id: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)) FROM offering \(course)
        WHERE offering.institution_id = \(actor.institution) AND offering.id = \(id)
        """
    }

    init(_ row: Row) throws {
        let id: ID<Offering> = try row["id"]
        let course = Course(
            id: try row["course_id"], code: try row["course_code"], title: try row["course_title"])
        let stored: JSON<[StoredSection]> = try row["sections"]
        self.init(
            offering: Offering(
                id: id, course: course.id, title: try row["title"],
                startsOn: try row["starts_on"], endsOn: try row["ends_on"],
                zone: try row["zone"], isExample: try row["is_example"],
                finalizedAt: try row["finalized_at"], version: try row["version"]),
            course: course, sections: stored.value.map { $0.section(of: id) },
            role: try row["actor_role"])
    }
}

/// A section as the statement above builds it.
private struct StoredSection: Codable, Sendable {
    let id: ID<Section>
    let termCode: String
    let classNumber: String
    let credits: Int
    let gradingBasis: GradingBasis
    let gradesDueOn: Day
    let graduatingDueOn: Day?
    let registrar: String
    let version: Int

    func section(of offering: ID<Offering>) -> Section {
        Section(
            id: id, offering: offering, termCode: termCode, classNumber: classNumber,
            credits: Points(thousandths: credits), gradingBasis: gradingBasis,
            gradesDueOn: gradesDueOn, graduatingDueOn: graduatingDueOn, registrar: registrar,
            version: version)
    }
}

extension Offering.Content {
    func insert(_ id: ID<Offering>, _ course: ID<Course>, _ act: Act) -> SQL {
        """
        INSERT INTO offering (institution_id, id, course_id, title, starts_on, ends_on, zone,
            is_example, created_at)
        VALUES (\(act.institution), \(id), \(course), \(title), \(startsOn), \(endsOn), \(zone),
            \(isExample), \(act.now))
        """
    }

    func update(_ id: ID<Offering>, _ act: Act) -> SQL {
        """
        UPDATE offering SET title = \(title), starts_on = \(startsOn), ends_on = \(endsOn),
            zone = \(zone), is_example = \(isExample), version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }
}

extension Section.Content {
    func insert(_ id: ID<Section>, _ offering: ID<Offering>, _ act: Act) -> SQL {
        """
        INSERT INTO section (institution_id, id, offering_id, term_code, class_number,
            credits_thousandths, grading_basis, grades_due_on, graduating_due_on, registrar)
        VALUES (\(act.institution), \(id), \(offering), \(termCode), \(classNumber), \(credits),
            \(gradingBasis), \(gradesDueOn), \(graduatingDueOn), \(registrar))
        """
    }

    /// A section that is as it was keeps its version.
    func update(_ id: ID<Section>, _ act: Act) -> SQL {
        """
        UPDATE section SET term_code = \(termCode), class_number = \(classNumber),
            credits_thousandths = \(credits), grading_basis = \(gradingBasis),
            grades_due_on = \(gradesDueOn), graduating_due_on = \(graduatingDueOn),
            registrar = \(registrar), version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id)
            AND (term_code, class_number, credits_thousandths, grading_basis, grades_due_on,
                graduating_due_on, registrar) IS DISTINCT FROM (\(termCode)::text, \(classNumber)::text,
                \(credits)::integer, \(gradingBasis)::text, \(gradesDueOn)::date,
                \(graduatingDueOn)::date,
                \(registrar)::text)
        """
    }
}
