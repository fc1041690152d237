package import Domain
package import Foundation
import Postgres

extension Records {
    /// For everyone of the institution, in its order; empty, version 0, until it lists some.
    package func contacts(by actor: Actor) async throws -> ContactList {
        try Policy.check(.readContacts, by: actor)
        let rows = try await read(
            actor.institution, Self.version(of: actor.institution),
            """
            SELECT kind, name, reach, hours, note FROM contact
            WHERE institution_id = \(actor.institution) ORDER BY position
            """)
        return ContactList(
            try rows[1].map(Contact.init), version: try rows[0].first?["version"] ?? 0)
    }

    /// The whole list in the place of the one before, `version`.
    package func replaceContacts(
        with contacts: [Contact], version: Int, by actor: Actor, at now: Date
    ) async throws -> ContactList {
        try Policy.check(.replaceContacts, by: actor)
        try ContactList.check(contacts)
        return try await act(by: actor, at: now) { act in
            // The institution's row stands for the list, of which there may be none yet.
            let found = try await act.run([
                "SELECT id FROM institution WHERE id = \(act.institution) FOR NO KEY UPDATE",
                Self.version(of: act.institution),
            ])[1]
            guard try found.first?["version"] ?? 0 == version else { throw PreconditionFailed() }
            for statement in Self.replacing(with: contacts, version, act) { act.queue(statement) }
            try act.audit(
                "contact_list.replaced", act.institution, ["contacts": "\(contacts.count)"])
            return ContactList(contacts, version: version + 1)
        }
    }

    private static func version(of institution: ID<Institution>) -> SQL {
        "SELECT version FROM contact_list WHERE institution_id = \(institution)"
    }

    private static func replacing(with contacts: [Contact], _ version: Int, _ act: Act) -> [SQL] {
        [
            """
            INSERT INTO contact_list (institution_id, version, replaced_at)
            VALUES (\(act.institution), \(version + 1), \(act.now))
            ON CONFLICT (institution_id) DO UPDATE
                SET version = excluded.version, replaced_at = excluded.replaced_at
            """,
            "DELETE FROM contact WHERE institution_id = \(act.institution)",
            """
            INSERT INTO contact (institution_id, position, kind, name, reach, hours, note)
            SELECT \(act.institution), said.position, said.kind, said.name, said.reach, said.hours,
                said.note
            FROM unnest(\(contacts.map(\.kind.rawValue))::text[], \(contacts.map(\.name))::text[],
                    \(contacts.map(\.reach))::text[], \(contacts.map(\.hours))::text[],
                    \(contacts.map(\.note))::text[])
                WITH ORDINALITY AS said (kind, name, reach, hours, note, position)
            """,
        ]
    }
}

extension Contact {
    fileprivate init(_ row: Row) throws {
        self.init(
            kind: try row["kind"], name: try row["name"], reach: try row["reach"],
            hours: try row["hours"], note: try row["note"])
    }
}
