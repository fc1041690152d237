package import Domain
import Foundation
import Postgres

/// What someone who is signed in is told about themselves.
package struct OwnAccount: Sendable, Equatable {
    /// An offering that they are in, or were.
    package struct Place: Sendable, Equatable {
        package let enrollment: ID<Enrollment>
        package let offering: ID<Offering>
        package let offeringTitle: String
        package let role: Role
        package let state: EnrollmentState
    }

    package let institution: Institution
    package let record: PersonRecord
    package let places: [Place]
    /// Whether the observer's code waits for them; never where the school has none.
    package let mustAcceptCode: Bool
}

extension Records {
    package func ownAccount(by actor: Actor) async throws -> OwnAccount {
        guard let person = actor.person else { throw NotFound() }
        guard actor.covers(.read) else { throw Policy.Refusal.insufficientScope }
        let rows = try await read(
            actor.institution, PersonRecord.one(person, in: actor.institution),
            """
            SELECT name, zone, (SELECT min(slug) FROM institution_slug
                WHERE institution_id = institution.id) AS slug
            FROM institution WHERE id = \(actor.institution)
            """, OwnAccount.places(of: person, actor), OwnAccount.codeWaits(for: person, actor))
        let school = try rows[1].one()
        return OwnAccount(
            institution: Institution(
                id: actor.institution, slug: try school["slug"], name: try school["name"],
                zone: try school["zone"]),
            record: try PersonRecord(rows[0].one()),
            places: try rows[2].map(OwnAccount.Place.init),
            mustAcceptCode: try rows[3].one()["waits"])
    }
}

extension OwnAccount {
    // Nobody is in so many offerings that a page would be needed.
    fileprivate static func places(of person: ID<Person>, _ actor: Actor) -> SQL {
        """
        SELECT enrollment.id, offering_id, offering.title, role, state FROM enrollment
        JOIN offering ON offering.institution_id = enrollment.institution_id
            AND offering.id = enrollment.offering_id
        WHERE enrollment.institution_id = \(actor.institution)
            AND enrollment.person_id = \(person) AND enrollment.state <> 'dropped'
        ORDER BY offering.ends_on DESC, offering.id LIMIT 200
        """
    }

    fileprivate static func codeWaits(for person: ID<Person>, _ actor: Actor) -> SQL {
        """
        SELECT EXISTS (SELECT 1 FROM observer_code code
            WHERE code.institution_id = \(actor.institution)
                AND code.number = (SELECT max(number) FROM observer_code
                    WHERE institution_id = \(actor.institution))
                AND NOT EXISTS (SELECT 1 FROM observer_code_acceptance accepted
                    WHERE accepted.institution_id = code.institution_id
                        AND accepted.number = code.number
                        AND accepted.person_id = \(person))) AS waits
        """
    }
}

extension OwnAccount.Place {
    fileprivate init(_ row: Row) throws {
        self.init(
            enrollment: try row["id"], offering: try row["offering_id"],
            offeringTitle: try row["title"], role: try row["role"], state: try row["state"])
    }
}
