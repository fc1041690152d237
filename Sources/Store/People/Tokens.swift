package import Domain
package import Foundation
import Postgres

/// A token with its secret, which nobody will see again.
package struct MadeToken: Sendable {
    package let token: Token
    package let secret: Secret
}

extension Records {
    /// Makes one of the actor's own, who says their password: a token outlives the session that makes
    /// it, and needs no second factor.
    package func createOwnToken(
        _ content: Token.Content, password: String, by actor: Actor, at now: Date
    ) async throws -> MadeToken {
        guard let person = actor.person else { throw Unauthenticated() }
        guard actor.scopes == nil else { throw Policy.Refusal.insufficientScope }
        try content.check(at: now)
        try await confirmPassword(password, by: actor, at: now)
        return try await createToken(content, of: person, by: actor, at: now)
    }

    /// Makes a token of `person`: people for themselves, an operator for anyone. A token makes none:
    /// one that leaked would renew itself.
    package func createToken(
        _ content: Token.Content, of person: ID<Person>, by actor: Actor, at now: Date
    ) async throws -> MadeToken {
        try Self.checkTokens(of: person, by: actor)
        try content.check(at: now)
        guard actor.scopes == nil else { throw Policy.Refusal.insufficientScope }
        var random = randomness
        let secret = Secret(of: actor.institution.rawValue, random: &random)
        let scopes = content.scopes.sorted { $0.rawValue < $1.rawValue }
        return try await act(by: actor, at: now) { act in
            try await act.refuseMoreTokens(of: person)
            let id: ID<Token> = act.newID()
            let made = try await act.run(
                """
                INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes,
                    created_at, expires_at)
                SELECT institution_id, \(id), id, \(content.name), \(secret.digest), \(scopes),
                    \(now), \(content.expiresAt)
                FROM person WHERE institution_id = \(act.institution) AND id = \(person)
                RETURNING \(Token.columns)
                """)
            let token = try Token(made.one())
            try act.audit(
                "token.created", id,
                [
                    "person": person.description,
                    "scopes": scopes.map(\.rawValue).joined(separator: " "),
                ])
            return MadeToken(token: token, secret: secret)
        }
    }

    /// The newest first, those that are over as well.
    package func tokens(
        of person: ID<Person>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<Token> {
        try Self.checkTokens(of: person, by: actor)
        let before = try page.id()
        let rows = try await read(
            actor.institution,
            """
            SELECT \(Token.columns) FROM api_token
            WHERE institution_id = \(actor.institution) AND person_id = \(person)
                AND id < coalesce(\(before)::uuid, \(UUID.ones))
            ORDER BY id DESC LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map(Token.init), of: page) { [$0.id.description] }
    }

    /// Those of the actor that are valid, the newest first; there are never more than `Token.most`.
    package func ownTokens(by actor: Actor, at now: Date) async throws -> [Token] {
        let person = try Self.signedInPerson(actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(Token.columns) FROM api_token
            WHERE institution_id = \(actor.institution) AND person_id = \(person)
                AND revoked_at IS NULL AND expires_at > \(now)
            ORDER BY id DESC
            """)
        return try rows[0].map(Token.init)
    }

    /// Ends a token. Ending it twice is ending it once.
    package func revokeToken(_ id: ID<Token>, by actor: Actor, at now: Date) async throws {
        try await act(by: actor, at: now) { act in
            let token = try Token(
                try await act.run(
                    """
                    SELECT \(Token.columns) FROM api_token
                    WHERE institution_id = \(act.institution) AND id = \(id) FOR NO KEY UPDATE
                    """
                ).one())
            try Self.checkTokens(of: token.person, by: actor)
            guard token.revokedAt == nil else { return }
            act.queue(
                """
                UPDATE api_token SET revoked_at = \(now)
                WHERE institution_id = \(act.institution) AND id = \(id)
                """)
            try act.audit("token.revoked", id, ["person": token.person.description])
        }
    }

    /// Another's tokens aren't there, not even for the office.
    private static func checkTokens(of person: ID<Person>, by actor: Actor) throws {
        guard actor.person != nil else { return try Policy.check(.managePeople, by: actor) }
        try Policy.check(.manageOwnTokens, by: actor, Ties(isOwn: actor.person == person))
    }
}

extension Act {
    /// The person's row stands for their tokens: of two at once the second counts the first.
    fileprivate func refuseMoreTokens(of person: ID<Person>) async throws {
        let rows = try await run([
            """
            SELECT id FROM person WHERE institution_id = \(institution) AND id = \(person)
            FOR NO KEY UPDATE
            """,
            """
            SELECT count(*) AS valid FROM api_token WHERE institution_id = \(institution)
                AND person_id = \(person) AND revoked_at IS NULL AND expires_at > \(now)
            """,
        ])[1]
        let valid: Int = try rows.one()["valid"]
        guard valid < Token.most else { throw Token.Refusal.tooMany }
    }
}

extension Token {
    fileprivate static let columns: SQL =
        "id, person_id, name, scopes, created_at, expires_at, last_used_at, revoked_at"

    fileprivate init(_ row: Row) throws {
        let scopes: [TokenScope] = try row["scopes"]
        self.init(
            id: try row["id"], person: try row["person_id"], name: try row["name"],
            scopes: Set(scopes), createdAt: try row["created_at"],
            expiresAt: try row["expires_at"], lastUsedAt: try row["last_used_at"],
            revokedAt: try row["revoked_at"])
    }
}
