import Crypto
package import Domain
package import Foundation
import Postgres

extension Records {
    /// All that is kept about the one who asks, packed into one file. A token gets none.
    ///
    /// `packing` turns it into the file's bytes with the SHA-256 that it is handed; it may run more
    /// than once. Its digest stands in the record.
    package func ownDossier(
        by actor: Actor, at now: Date,
        packing: @Sendable (Dossier, LedgerChain.SHA256) throws -> [UInt8]
    ) async throws -> [UInt8] {
        try await dossier(
            of: Self.signedInPerson(actor), as: actor, at: now, packing: packing)
    }

    /// The same, for an operator whom the person asked. Nobody else: it opens every text.
    package func dossier(
        of person: ID<Person>, by actor: Actor, at now: Date,
        packing: @Sendable (Dossier, LedgerChain.SHA256) throws -> [UInt8]
    ) async throws -> [UInt8] {
        guard actor.operatorName != nil else { throw Policy.Refusal.notAllowed }
        return try await dossier(of: person, as: actor, at: now, packing: packing)
    }

    private func dossier(
        of person: ID<Person>, as actor: Actor, at now: Date,
        packing: @Sendable (Dossier, LedgerChain.SHA256) throws -> [UInt8]
    ) async throws -> [UInt8] {
        let place = try downloads.place(of: actor.institution)
        defer { withExtendedLifetime(place) {} }
        return try await act(by: actor, at: now) { act in
            let dossier = try await act.dossier(of: person)
            let bytes = try packing(dossier) { Array(SHA256.hash(data: $0)) }
            try act.audit(
                "person.record_exported", person,
                ["digest": Hex.text(Array(SHA256.hash(data: bytes)))])
            return bytes
        }
    }

    /// Tables that a dossier reads, and those that it leaves out with the reason.
    package static var dossierTables: (read: Set<String>, leftOut: [String: String]) {
        let anybody = DossierFacts(
            person: ID(rawValue: .zero), institution: ID(rawValue: .zero), now: .distantPast)
        return (Set(anybody.parts.flatMap(\.tables)), LeftOutOfDossier.tables)
    }
}

extension Act {
    fileprivate func dossier(of person: ID<Person>) async throws -> Dossier {
        let row = try await run(
            """
            SELECT person.chosen_name, institution.name FROM person
            JOIN institution ON institution.id = person.institution_id
            WHERE person.institution_id = \(institution) AND person.id = \(person)
            """
        ).one()
        let parts = DossierFacts(person: person, institution: institution, now: now).parts
        let rows = try await run(parts.map(\.lines))
        return Dossier(
            name: try row["chosen_name"], institution: try row["name"], madeAt: now,
            parts: try zip(parts, rows).map { try $0.part($1) })
    }
}
