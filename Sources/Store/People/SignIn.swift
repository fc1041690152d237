package import Domain
package import Foundation
import Postgres

/// What a sign-in hands out, once.
package struct SignedIn: Sendable {
    package let secret: Secret
    package let person: ID<Person>
    package let expiresAt: Date
}

/// What a right password leads to.
package enum SignInAnswer: Sendable {
    case signedIn(SignedIn)
    /// The second factor is asked for, by this secret and until then.
    case asksForCode(Secret, until: Date)
}

extension Records {
    /// How long a session lasts, and how long it may lie unused.
    private static let sessionTime: TimeInterval = 12 * 3600
    static let idleTime: TimeInterval = 2 * 3600

    /// Names the institution, for no row is visible before.
    ///
    /// After some failures each further one doubles the wait, whether or not anybody has that name:
    /// see `SignInAttempt`. `device`: the cookie by which a browser is known again, also one that is
    /// new; `old`: the session that the browser had. Throws `Unauthenticated`,
    /// `TooMany`, or `Unavailable`.
    package func signIn(
        _ email: String, _ password: String, at slug: String, from address: String,
        on device: Secret? = nil, replacing old: Secret? = nil, requestID: String, at now: Date
    ) async throws -> SignInAnswer {
        let caller = Subscriber.of(address)
        guard let institution = try await institutionID(of: slug) else {
            _ = try await passwords.matches(password, nil, for: caller)
            throw Unauthenticated()
        }
        let attempt = SignInAttempt(
            institution: institution, email: email.lowercased(), address: address,
            device: device)
        let facts = try await read(institution, attempt.failures(), attempt.person())
        let row = facts[1].first
        let isKnown: Bool = try row.map { try $0["is_known"] } ?? false
        try attempt.checkPause(facts[0], isKnown: isKnown, at: now)
        let hash = try row.flatMap { PasswordHash(phc: try $0["phc"] as String) }
        guard try await passwords.matches(password, hash, for: caller), let row, let hash
        else {
            try await write(
                institution,
                [
                    attempt.failed(isKnown: isKnown, at: now),
                    try refusedSignIn(institution, from: address, requestID, at: now),
                ])
            throw Unauthenticated()
        }
        let person: ID<Person> = try row["id"]
        let hasFactor: Bool = try row["has_factor"]
        let guards = [
            Self.refuseChanged(hash, of: person, institution, hasFactor: hasFactor),
            attempt.forgotten(),
            try await renewed(hash, password, of: person, institution, for: caller),
        ]
        do {
            return hasFactor
                ? try await askForCode(
                    person, institution, guards: guards, requestID: requestID, at: now)
                : .signedIn(
                    try await openSession(
                        of: person, institution, replacing: old,
                        guards: guards + [attempt.remember(person, at: now)].compactMap(\.self),
                        requestID: requestID, at: now))
        } catch let error as PostgresError where error.refusal == "password-changed" {
            throw Unauthenticated()
        }
    }

    /// The hash at today's cost, where it was made at another.
    private func renewed(
        _ hash: PasswordHash, _ password: String, of person: ID<Person>,
        _ institution: ID<Institution>, for caller: String
    ) async throws -> SQL {
        let renewed =
            passwords.isOutdated(hash)
            ? try await passwords.hash(password, for: caller) : nil
        return """
            UPDATE credential SET phc = \(renewed?.phc)
            WHERE institution_id = \(institution) AND person_id = \(person)
                AND \(renewed?.phc)::text IS NOT NULL
            """
    }

    /// What a browser is known again by, until it has its own.
    package func newDevice() -> Secret {
        var random = randomness
        return Secret(of: UUID.ones, random: &random)
    }

    /// Of nobody: whoever it was hasn't shown to be anyone.
    func refusedSignIn(
        _ institution: ID<Institution>, from address: String, _ requestID: String, at now: Date
    ) throws -> SQL {
        let id: ID<AuditEntry> = newID(at: now)
        return """
            INSERT INTO audit (institution_id, id, at, action, request_id, detail)
            VALUES (\(institution), \(id), \(now), 'session.refused', \(requestID),
                \(try JSON(["address": address])))
            """
    }

    /// A session of someone who has shown who they are. `guards` refuse where that no longer holds.
    /// A session that the browser had before is `old`: it ends, for a secret outlives no sign-in.
    func openSession(
        of person: ID<Person>, _ institution: ID<Institution>, replacing old: Secret?,
        guards: [SQL], _ detail: [String: String] = [:], requestID: String, at now: Date
    ) async throws -> SignedIn {
        var random = randomness
        let secret = Secret(of: institution.rawValue, random: &random)
        let session: ID<Session> = newID(at: now)
        let audit: ID<Act> = newID(at: now)
        let ends = now.addingTimeInterval(Self.sessionTime)
        let actor = Actor(
            institution: institution, identity: .person(person), requestID: requestID)
        try await write(
            institution,
            guards + [
                """
                INSERT INTO session (institution_id, id, person_id, digest, created_at,
                    last_used_at, expires_at)
                VALUES (\(institution), \(session), \(person), \(secret.digest), \(now), \(now),
                    \(ends))
                """,
                """
                DELETE FROM session
                WHERE institution_id = \(institution) AND digest = \(old?.digest)
                """,
                try Act.auditRow(
                    "session.opened", person.rawValue, detail, by: actor, at: now,
                    id: audit.rawValue),
            ])
        return SignedIn(secret: secret, person: person, expiresAt: ends)
    }

    /// The comparison took a while: a password that was changed meanwhile, a second factor, or a
    /// person who was deactivated, ends here. The locks let a change that comes now end this session
    /// too.
    private static func refuseChanged(
        _ hash: PasswordHash, of person: ID<Person>, _ institution: ID<Institution>,
        hasFactor: Bool
    ) -> SQL {
        """
        WITH known AS MATERIALIZED (
            SELECT 1 FROM credential
            JOIN person ON person.institution_id = credential.institution_id
                AND person.id = credential.person_id
            WHERE credential.institution_id = \(institution)
                AND credential.person_id = \(person) AND credential.phc = \(hash.phc)
                AND person.deactivated_at IS NULL
                AND \(SecondFactor.isOn(for: "person")) = \(hasFactor)
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
            for row in ended { try act.audit("session.closed", try row["id"] as ID<Session>) }
        }
    }
}
