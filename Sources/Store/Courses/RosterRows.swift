import Domain
import Foundation
import Postgres

extension Act {
    func insert(_ people: [Person.Content], as ids: [ID<Person>]) -> SQL {
        """
        INSERT INTO person (institution_id, id, legal_given_name, legal_family_name,
            chosen_name, email, registrar_id, home_program, discipline, created_at)
        SELECT \(institution), part.*, \(now)
        FROM unnest(\(ids)::uuid[], \(people.map(\.legalName.given))::text[],
            \(people.map(\.legalName.family))::text[], \(people.map(\.chosenName))::text[],
            \(people.map(\.email))::text[], \(people.map(\.registrarID))::text[],
            \(people.map(\.homeProgram))::text[], \(people.map(\.discipline))::text[]) AS part
        """
    }

    func update(_ accounts: [RosterFacts.Account]) -> SQL {
        let people = accounts.map(\.content)
        return """
            UPDATE person SET legal_given_name = part.given, legal_family_name = part.family,
                chosen_name = part.chosen, email = part.email, home_program = part.program,
                discipline = part.discipline, version = version + 1
            FROM unnest(\(accounts.map(\.id))::uuid[], \(people.map(\.legalName.given))::text[],
                \(people.map(\.legalName.family))::text[], \(people.map(\.chosenName))::text[],
                \(people.map(\.email))::text[], \(people.map(\.homeProgram))::text[],
                \(people.map(\.discipline))::text[])
                AS part (id, given, family, chosen, email, program, discipline)
            WHERE person.institution_id = \(institution) AND person.id = part.id
            """
    }

    /// People are there by now, with their registrar's ids.
    func insert(
        _ seats: [RosterSettlement.Seat], as ids: [ID<Enrollment>], _ offering: ID<Offering>
    ) -> SQL {
        """
        INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role,
            state, starts_on, created_at)
        SELECT \(institution), part.id, \(offering), part.section, person.id, part.role,
            part.state, part.starts_on, \(now)
        FROM unnest(\(ids)::uuid[], \(seats.map(\.registrarID))::text[],
            \(seats.map(\.section))::uuid[], \(seats.map(\.role))::text[],
            \(seats.map(\.state))::text[], \(seats.map(\.startsOn))::date[])
            AS part (id, registrar_id, section, role, state, starts_on)
        JOIN person ON person.institution_id = \(institution)
            AND person.registrar_id = part.registrar_id
        """
    }

    /// The first line of history of enrollments that were just made.
    func insertFirstChanges(
        _ seats: [RosterSettlement.Seat], _ offering: ID<Offering>
    ) -> SQL {
        let ids = seats.map { _ in newID() as ID<EnrollmentChange> }
        return """
            INSERT INTO enrollment_change (institution_id, id, enrollment_id, state, section_id,
                effective_on, recorded_at, recorded_by)
            SELECT \(institution), part.id, enrollment.id, enrollment.state,
                enrollment.section_id, enrollment.starts_on, \(now), \(actor.person)
            FROM unnest(\(ids)::uuid[], \(seats.map(\.registrarID))::text[])
                AS part (id, registrar_id)
            JOIN person ON person.institution_id = \(institution)
                AND person.registrar_id = part.registrar_id
            JOIN enrollment ON enrollment.institution_id = \(institution)
                AND enrollment.offering_id = \(offering) AND enrollment.person_id = person.id
            """
    }

    func update(_ enrollments: [Enrollment]) -> SQL {
        """
        UPDATE enrollment SET state = part.state, section_id = part.section,
            starts_on = part.starts_on, version = version + 1
        FROM unnest(\(enrollments.map(\.id))::uuid[], \(enrollments.map(\.state))::text[],
            \(enrollments.map(\.section))::uuid[], \(enrollments.map(\.startsOn))::date[])
            AS part (id, state, section, starts_on)
        WHERE enrollment.institution_id = \(institution) AND enrollment.id = part.id
        """
    }

    func insert(_ changes: [(Enrollment, EnrollmentChange)]) -> SQL {
        let lines = changes.map(\.1)
        return """
            INSERT INTO enrollment_change (institution_id, id, enrollment_id, state, section_id,
                effective_on, recorded_at, recorded_by)
            SELECT \(institution), part.*, \(now), \(actor.person)
            FROM unnest(\(lines.map(\.id))::uuid[], \(changes.map(\.0.id))::uuid[],
                \(lines.map(\.state))::text[], \(lines.map(\.section))::uuid[],
                \(lines.map(\.effectiveOn))::date[]) AS part
            """
    }
}
