package import Domain
import Foundation
import Postgres

/// A person with what the institution appoints them to.
package struct PersonRecord: Sendable, Equatable {
    package let person: Person
    package let roles: Set<Role>
    package let hasSecondFactor: Bool

    package init(person: Person, roles: Set<Role>, hasSecondFactor: Bool = false) {
        self.person = person
        self.roles = roles
        self.hasSecondFactor = hasSecondFactor
    }

    package var content: Person.Content { person.content(roles: roles) }
}

extension PersonRecord {
    static let columns: SQL = """
        person.id, person.legal_given_name, person.legal_family_name, person.chosen_name,
        person.email, person.registrar_id, person.home_program, person.discipline,
        person.created_at, person.deactivated_at, person.version,
        (SELECT coalesce(array_agg(role ORDER BY role), '{}') FROM appointment
            WHERE appointment.institution_id = person.institution_id
                AND appointment.person_id = person.id) AS roles,
        \(SecondFactor.isOn(for: "person")) AS has_second_factor
        """

    static func one(_ id: ID<Person>, in institution: ID<Institution>) -> SQL {
        """
        SELECT \(columns) FROM person
        WHERE person.institution_id = \(institution) AND person.id = \(id)
        """
    }

    init(_ row: Row) throws {
        let roles: [Role] = try row["roles"]
        self.init(
            person: try Person(row), roles: Set(roles),
            hasSecondFactor: try row["has_second_factor"])
    }
}

extension Person {
    /// A condition: a part of the chosen name or of the registrar's id, in letters of any case.
    static func matching(_ text: String) -> SQL {
        """
        AND strpos(lower(concat_ws(' ', person.chosen_name, person.registrar_id)),
            \(text.lowercased())) > 0
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row["id"],
            legalName: LegalName(
                given: try row["legal_given_name"], family: try row["legal_family_name"]),
            chosenName: try row["chosen_name"], email: try row["email"],
            registrarID: try row["registrar_id"], homeProgram: try row["home_program"],
            discipline: try row["discipline"], createdAt: try row["created_at"],
            deactivatedAt: try row["deactivated_at"], version: try row["version"])
    }
}

extension Person.Content {
    func insert(_ id: ID<Person>, _ act: Act) -> SQL {
        """
        INSERT INTO person (institution_id, id, legal_given_name, legal_family_name, chosen_name,
            email, registrar_id, home_program, discipline, created_at, deactivated_at)
        VALUES (\(act.institution), \(id), \(legalName.given), \(legalName.family),
            \(chosenName), \(email), \(registrarID), \(homeProgram), \(discipline), \(act.now),
            \(isActive ? nil : act.now))
        """
    }

    /// Someone deactivated before stays so since then.
    func update(_ id: ID<Person>, _ act: Act) -> SQL {
        """
        UPDATE person SET legal_given_name = \(legalName.given),
            legal_family_name = \(legalName.family), chosen_name = \(chosenName),
            email = \(email), registrar_id = \(registrarID), home_program = \(homeProgram),
            discipline = \(discipline), version = version + 1,
            deactivated_at = CASE WHEN \(isActive) THEN NULL
                ELSE coalesce(deactivated_at, \(act.now)) END
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }

    /// Two statements that make the appointments these.
    func appoint(_ id: ID<Person>, _ act: Act) -> [SQL] {
        let roles = roles.map(\.rawValue).sorted()
        return [
            """
            DELETE FROM appointment WHERE institution_id = \(act.institution)
                AND person_id = \(id) AND role <> ALL(\(roles)::text[])
            """,
            """
            INSERT INTO appointment (institution_id, person_id, role, appointed_at)
            SELECT \(act.institution), \(id), role, \(act.now) FROM unnest(\(roles)::text[]) AS role
            ON CONFLICT DO NOTHING
            """,
        ]
    }
}
