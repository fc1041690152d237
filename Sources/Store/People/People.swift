package import Domain
package import Foundation
import Postgres

extension Records {
    /// Everyone of the institution by chosen name; `search` is a part of a name or of the address.
    package func people(
        search: String? = nil, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<PersonRecord> {
        try Policy.check(.managePeople, by: actor)
        let part = search?.lowercased() ?? ""
        let rows = try await read(
            actor.institution,
            """
            SELECT \(PersonRecord.columns) FROM person
            WHERE person.institution_id = \(actor.institution)
                AND (\(part) = '' OR strpos(lower(concat_ws(' ', chosen_name, legal_given_name,
                    legal_family_name, email)), \(part)) > 0)
                AND (chosen_name, id) > (\(page.text),
                    \(try page.id() ?? .zero))
            ORDER BY chosen_name, id LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map(PersonRecord.init), of: page) {
            [$0.person.chosenName, $0.person.id.description]
        }
    }

    /// For the office. Everyone sees themselves by `ownAccount`.
    package func person(_ id: ID<Person>, by actor: Actor) async throws -> PersonRecord {
        try Policy.check(.managePeople, by: actor)
        let rows = try await read(
            actor.institution, PersonRecord.one(id, in: actor.institution))
        return try PersonRecord(rows[0].one())
    }

    /// For an operator, who knows people by their address.
    package func person(email: String, by actor: Actor) async throws -> PersonRecord {
        try Policy.check(.managePeople, by: actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(PersonRecord.columns) FROM person
            WHERE person.institution_id = \(actor.institution) AND email = \(email.lowercased())
            """)
        return try PersonRecord(rows[0].one())
    }

    /// Adds an account. Without a password nobody signs in to it.
    package func addPerson(
        _ content: Person.Content, by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<Person> {
        try Policy.check(.managePeople, by: actor)
        try content.check()
        return try await Self.refusingTakenNames {
            try await once(key, by: actor, at: now) { act in
                let id: ID<Person> = act.newID()
                for statement in [content.insert(id, act)] + content.appoint(id, act) {
                    act.queue(statement)
                }
                try act.audit("person.added", id, ["roles": content.rolesText])
                return id
            }
        }
    }

    /// Changes what the office says of a person. Who is deactivated is signed out everywhere.
    package func edit(
        _ id: ID<Person>, to content: Person.Content, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try Policy.check(.managePeople, by: actor)
        try content.check()
        try await Self.refusingTakenNames {
            try await act(by: actor, at: now) { act in
                // Locked, so that of two edits of one version the second sees the first's.
                let locked: SQL = "\(PersonRecord.one(id, in: act.institution)) FOR NO KEY UPDATE"
                let old = try PersonRecord(try await act.run(locked).one())
                guard old.person.version == version else { throw PreconditionFailed() }
                try act.refuseLockingOut(id, from: old.content, to: content)
                for statement in [content.update(id, act)] + content.appoint(id, act) {
                    act.queue(statement)
                }
                if !content.isActive { act.endEveryAccess(of: id) }
                try act.auditEdit(id, from: old.content, to: content)
            }
        }
    }

    private static func refusingTakenNames<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.constraint == "person_email_once" {
            throw Person.Refusal.emailTaken
        } catch let error as PostgresError where error.constraint == "person_registrar_id_once" {
            throw Person.Refusal.registrarIDTaken
        }
    }
}

extension Act {
    /// A school whose only coordinator let go of the office by mistake would need an operator.
    fileprivate func refuseLockingOut(
        _ id: ID<Person>, from old: Person.Content, to content: Person.Content
    ) throws {
        guard actor.person == id else { return }
        guard content.isActive, content.roles.isSuperset(of: old.roles) else {
            throw Person.Refusal.ownAccount
        }
    }

    /// Sessions go, tokens stay as revoked.
    func endEveryAccess(of id: ID<Person>) {
        queue("DELETE FROM session WHERE institution_id = \(institution) AND person_id = \(id)")
        queue(
            """
            DELETE FROM sign_in_challenge
            WHERE institution_id = \(institution) AND person_id = \(id)
            """)
        queue(
            "DELETE FROM known_device WHERE institution_id = \(institution) AND person_id = \(id)")
        queue(
            """
            UPDATE api_token SET revoked_at = \(now)
            WHERE institution_id = \(institution) AND person_id = \(id) AND revoked_at IS NULL
            """)
    }

    func auditEdit(
        _ id: ID<Person>, from old: Person.Content, to content: Person.Content
    ) throws {
        try audit("person.edited", id)
        if old.roles != content.roles {
            try audit("person.appointed", id, ["roles": content.rolesText])
        }
        if old.isActive != content.isActive {
            try audit(content.isActive ? "person.reactivated" : "person.deactivated", id)
        }
    }
}

extension Person.Content {
    /// For the record.
    var rolesText: String { roles.map(\.rawValue).sorted().joined(separator: " ") }
}
