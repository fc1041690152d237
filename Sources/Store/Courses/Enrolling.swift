package import Domain
import Postgres

extension Records {
    /// Someone with an account, by their exact address or registrar's id, for who enrolls people in
    /// the offering. Whoever may do that doesn't therefore look through the school's people.
    package func personToEnroll(
        _ name: String, in offering: ID<Offering>, by actor: Actor
    ) async throws -> PersonRecord {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(PersonRecord.columns) FROM person
            WHERE person.institution_id = \(actor.institution) AND person.deactivated_at IS NULL
                AND (person.email = \(name.lowercased()) OR person.registrar_id = \(name))
            ORDER BY person.id LIMIT 2
            """)
        try Self.check(.changeRoster, by: actor, rows[0])
        let found = try rows[1].map(PersonRecord.init)
        guard found.count == 1 else {
            throw Invalid(
                "/person", found.isEmpty ? "unknown" : "ambiguous",
                found.isEmpty
                    ? "Nobody here has this address or registrar’s id. Add the person first, or "
                        + "import a roster."
                    : "Two people fit: give the e-mail address.")
        }
        return found[0]
    }
}
