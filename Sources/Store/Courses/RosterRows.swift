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

    func insert(_ seats: [SeatedPerson], in offering: ID<Offering>) -> SQL {
        """
        INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role,
            state, starts_on, created_at)
        SELECT \(institution), part.id, \(offering), part.section, part.person, part.role,
            part.state, part.starts_on, \(now)
        FROM unnest(\(seats.map(\.id))::uuid[], \(seats.map(\.person))::uuid[],
            \(seats.map(\.seat.section))::uuid[], \(seats.map(\.seat.role))::text[],
            \(seats.map(\.seat.state))::text[], \(seats.map(\.seat.startsOn))::date[])
            AS part (id, person, section, role, state, starts_on)
        """
    }

    /// The first line of history of enrollments that were just made.
    func insertFirstChanges(_ seats: [SeatedPerson]) -> SQL {
        let ids = seats.map { _ in newID() as ID<EnrollmentChange> }
        return """
            INSERT INTO enrollment_change (institution_id, id, enrollment_id, state, section_id,
                effective_on, recorded_at, recorded_by)
            SELECT \(institution), part.*, \(now), \(actor.person)
            FROM unnest(\(ids)::uuid[], \(seats.map(\.id))::uuid[],
                \(seats.map(\.seat.state))::text[], \(seats.map(\.seat.section))::uuid[],
                \(seats.map(\.seat.startsOn))::date[]) AS part
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

/// A seat of the file, whose it is, and the enrollment that it becomes.
struct SeatedPerson {
    let id: ID<Enrollment>
    let person: ID<Person>
    let seat: RosterSettlement.Seat

    init(_ id: ID<Enrollment>, _ person: ID<Person>, _ seat: RosterSettlement.Seat) {
        (self.id, self.person, self.seat) = (id, person, seat)
    }

    /// For the record.
    var detail: [String: String] { ["role": seat.role.rawValue, "state": seat.state.rawValue] }
}
