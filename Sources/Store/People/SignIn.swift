package import Domain
package import Foundation
import Postgres

/// What a sign-in hands out, once.
package struct SignedIn: Sendable {
    package let secret: Secret
    package let person: ID<Person>
    package let expiresAt: Date
}

extension Records {
    /// How long a session lasts, and how long it may lie unused.
    private static let sessionTime: TimeInterval = 12 * 3600
    static let idleTime: TimeInterval = 2 * 3600

    /// Names the institution, for no row is visible before.
    ///
    /// After some failures each further one doubles the wait, whether or not anybody has that name:
    /// see `SignInAttempt`. Throws `Unauthenticated`, `TooMany`, or `Unavailable`.
    package func signIn(
        _ email: String, _ password: String, at slug: String, from address: String,
        requestID: String, at now: Date
    ) async throws -> SignedIn {
        guard let institution = try await institutionID(of: slug) else {
            _ = try await passwords.matches(password, nil)
            throw Unauthenticated()
        }
        let attempt = SignInAttempt(
            institution: institution, email: email.lowercased(), address: address)
        let facts = try await read(institution, attempt.failures(), attempt.person())
        try attempt.checkPause(facts[0], at: now)
        let row = facts[1].first
        let hash = try row.flatMap { PasswordHash(phc: try $0["phc"] as String) }
        guard try await passwords.matches(password, hash), let row, let hash else {
            let refused = try refusedSignIn(institution, from: address, requestID, at: now)
            try await write(institution, [attempt.failed(at: now), refused])
            throw Unauthenticated()
        }
        let person: ID<Person> = try row["id"]
        let renewed = passwords.isOutdated(hash) ? try await passwords.hash(password) : nil
        do {
            return try await openSession(
                of: person, institution, attempt, hash, renewed, requestID: requestID, at: now)
        } catch let error as PostgresError where error.refusal == "password-changed" {
            throw Unauthenticated()
        }
    }

    /// Of nobody: whoever it was hasn't shown to be anyone.
    private func refusedSignIn(
        _ institution: ID<Institution>, from address: String, _ requestID: String, at now: Date
    ) throws -> SQL {
        let id: ID<AuditEntry> = newID(at: now)
        return """
            INSERT INTO audit (institution_id, id, at, action, request_id, detail)
            VALUES (\(institution), \(id), \(now), 'session.refused', \(requestID),
                \(try JSON(["address": address])))
            """
    }

    private func openSession(
        of person: ID<Person>, _ institution: ID<Institution>, _ attempt: SignInAttempt,
        _ hash: PasswordHash, _ renewed: PasswordHash?, requestID: String, at now: Date
    ) async throws -> SignedIn {
        var random = randomness
        let secret = Secret(of: institution.rawValue, random: &random)
        let session: ID<Secret> = newID(at: now)
        let audit: ID<Act> = newID(at: now)
        let ends = now.addingTimeInterval(Self.sessionTime)
        let actor = Actor(
            institution: institution, identity: .person(person), requestID: requestID)
        try await write(
            institution,
            [
                Self.refuseChanged(hash, of: person, institution),
                """
                INSERT INTO session (institution_id, id, person_id, digest, created_at,
                    last_used_at, expires_at)
                VALUES (\(institution), \(session), \(person), \(secret.digest), \(now), \(now),
                    \(ends))
                """,
                attempt.forgotten(),
                """
                UPDATE credential SET phc = \(renewed?.phc)
                WHERE institution_id = \(institution) AND person_id = \(person)
                    AND \(renewed?.phc)::text IS NOT NULL
                """,
                try Act.auditRow(
                    "session.opened", person.rawValue, [:], by: actor, at: now,
                    id: audit.rawValue),
            ])
        return SignedIn(secret: secret, person: person, expiresAt: ends)
    }

    /// The comparison took a while: a password that was changed meanwhile, or a person who was
    /// deactivated, ends here. The locks let a change that comes now end this session too.
    private static func refuseChanged(
        _ hash: PasswordHash, of person: ID<Person>, _ institution: ID<Institution>
    ) -> SQL {
        """
        WITH known AS MATERIALIZED (
            SELECT 1 FROM credential
            JOIN person ON person.institution_id = credential.institution_id
                AND person.id = credential.person_id
            WHERE credential.institution_id = \(institution)
                AND credential.person_id = \(person) AND credential.phc = \(hash.phc)
                AND person.deactivated_at IS NULL
            FOR NO KEY UPDATE OF credential FOR SHARE OF person)
        SELECT refuse('password-changed') WHERE NOT EXISTS (SELECT 1 FROM known)
        """
    }

    /// Ends the session that the secret opened. A second time changes nothing.
    package func signOut(_ secret: Secret, by actor: Actor, at now: Date) async throws {
        try await act(by: actor, at: now) { act in
            let ended = try await act.run(
                """
                DELETE FROM session
                WHERE institution_id = \(act.institution) AND digest = \(secret.digest)
                RETURNING id
                """)
            for row in ended { try act.audit("session.closed", try row["id"] as ID<Secret>) }
        }
    }
}
