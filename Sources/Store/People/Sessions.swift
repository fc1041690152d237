package import Domain
package import Foundation
import Postgres

extension Records {
    /// Where the actor is signed in, the newest first. `current`: the secret that asks.
    package func ownSessions(
        _ current: Secret?, by actor: Actor, at now: Date
    ) async throws -> [Session] {
        guard let person = actor.person else { throw NotFound() }
        let idle = now.addingTimeInterval(-Self.idleTime)
        // Nobody is in so many places that a page would be needed.
        let rows = try await read(
            actor.institution,
            """
            SELECT id, created_at, last_used_at, expires_at,
                digest IS NOT DISTINCT FROM \(current?.digest) AS is_current
            FROM session
            WHERE institution_id = \(actor.institution) AND person_id = \(person)
                AND expires_at > \(now) AND last_used_at > \(idle)
            ORDER BY id DESC LIMIT 200
            """)
        return try rows[0].map(Session.init)
    }

    /// Signs the actor out in one place. Tokens can't.
    package func endSession(_ id: ID<Session>, by actor: Actor, at now: Date) async throws {
        let person = try Self.signedInPerson(actor)
        try await act(by: actor, at: now) { act in
            let ended = try await act.run(
                """
                DELETE FROM session WHERE institution_id = \(act.institution) AND id = \(id)
                    AND person_id = \(person) RETURNING id
                """)
            guard ended.first != nil else { throw NotFound() }
            try act.audit("session.closed", id)
        }
    }

    /// Signs the actor out everywhere but where `secret` is. Tokens can't. Answers how many ended.
    @discardableResult
    package func endOtherSessions(
        keeping secret: Secret, by actor: Actor, at now: Date
    ) async throws -> Int {
        let person = try Self.signedInPerson(actor)
        return try await act(by: actor, at: now) { act in
            let ended = try await act.run(
                """
                DELETE FROM session WHERE institution_id = \(act.institution)
                    AND person_id = \(person) AND digest <> \(secret.digest) RETURNING id
                """)
            let ids: [ID<Session>] = try ended.map { try $0["id"] }
            try act.audit("session.closed", each: ids.map { ($0, [:]) })
            return ids.count
        }
    }

    /// Signs someone out everywhere, and ends their tokens: their device is lost, or in wrong hands.
    package func endEveryAccess(of person: ID<Person>, by actor: Actor, at now: Date) async throws {
        try Policy.check(.managePeople, by: actor)
        try await act(by: actor, at: now) { act in
            let known = try await act.run(
                """
                SELECT id FROM person WHERE institution_id = \(act.institution)
                    AND id = \(person) FOR NO KEY UPDATE
                """)
            guard known.first != nil else { throw NotFound() }
            act.endEveryAccess(of: person)
            try act.audit("person.signed_out", person)
        }
    }

    /// Someone who has signed in with their own means, and not a token of theirs that may have leaked.
    static func signedInPerson(_ actor: Actor) throws -> ID<Person> {
        guard let person = actor.person, actor.scopes == nil else {
            throw Policy.Refusal.notAllowed
        }
        return person
    }
}

extension Session {
    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row["id"], startedAt: try row["created_at"],
            lastUsedAt: try row["last_used_at"], expiresAt: try row["expires_at"],
            isCurrent: try row["is_current"])
    }
}
