import Crypto
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
    private static let idleTime: TimeInterval = 2 * 3600

    /// Names the institution, for no row is visible before.
    ///
    /// After five failures for an address or a name each further one doubles the wait, whether or
    /// not anybody has that name. Throws `Unauthenticated`, `TooMany`, or `Unavailable`.
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
            try await write(institution, attempt.failed(requestID, newID(at: now), at: now))
            throw Unauthenticated()
        }
        let person: ID<Person> = try row["id"]
        let renewed = passwords.isOutdated(hash) ? try await passwords.hash(password) : nil
        return try await openSession(
            of: person, institution, attempt, renewed, requestID: requestID, at: now)
    }

    private func openSession(
        of person: ID<Person>, _ institution: ID<Institution>, _ attempt: SignInAttempt,
        _ renewed: PasswordHash?, requestID: String, at now: Date
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
                """
                INSERT INTO session (institution_id, id, person_id, digest, created_at,
                    last_used_at, expires_at)
                VALUES (\(institution), \(session), \(person), \(secret.digest), \(now), \(now),
                    \(ends))
                """,
                attempt.forgotten(),
                """
                UPDATE credential SET phc = coalesce(\(renewed?.phc), phc)
                WHERE institution_id = \(institution) AND person_id = \(person)
                """,
                try Act.auditRow(
                    "session.opened", person.rawValue, [:], by: actor, at: now,
                    id: audit.rawValue),
            ])
        return SignedIn(secret: secret, person: person, expiresAt: ends)
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

    /// Every school, for the jobs that look after all of them.
    package func institutionIDs() async throws -> [ID<Institution>] {
        try await Self.translated {
            let rows = try await database.read([
                "SELECT institution_id FROM institution_slug ORDER BY slug"
            ])
            return try rows[0].map { try $0["institution_id"] }
        }
    }

    package func institutionID(of slug: String) async throws -> ID<Institution>? {
        try await Self.translated {
            let rows = try await database.read([
                "SELECT institution_id FROM institution_slug WHERE slug = \(slug.lowercased())"
            ])
            return try rows[0].first?["institution_id"]
        }
    }
}

extension Records {
    /// Whom a session or a token stands for, with what the institution appointed them to. Throws
    /// `Unauthenticated` for one that is unknown, over, or of someone who left.
    package func authenticate(
        _ secret: Secret, requestID: String, at now: Date
    ) async throws -> Actor {
        let institution = ID<Institution>(rawValue: secret.institution)
        let idle = now.addingTimeInterval(-Self.idleTime)
        let rows = try await read(
            institution,
            """
            SELECT found.*, ARRAY(SELECT role FROM appointment
                WHERE appointment.institution_id = \(institution)
                    AND appointment.person_id = found.person_id ORDER BY role) AS roles
            FROM (SELECT id, person_id, NULL::text[] AS scopes, last_used_at FROM session
                WHERE institution_id = \(institution) AND digest = \(secret.digest)
                    AND expires_at > \(now) AND last_used_at > \(idle)
                UNION ALL
                SELECT id, person_id, scopes, last_used_at FROM api_token
                WHERE institution_id = \(institution) AND digest = \(secret.digest)
                    AND expires_at > \(now) AND revoked_at IS NULL) found
            JOIN person ON person.institution_id = \(institution)
                AND person.id = found.person_id AND person.deactivated_at IS NULL
            """)
        guard let row = rows[0].first else { throw Unauthenticated() }
        let scopes: [TokenScope]? = try row["scopes"]
        let roles: [Role] = try row["roles"]
        try await noteUse(
            institution, row["id"], isToken: scopes != nil, row["last_used_at"], at: now)
        return Actor(
            institution: institution, identity: .person(try row["person_id"]),
            roles: Set(roles), scopes: scopes.map(Set.init), requestID: requestID)
    }

    /// Once a minute is enough to know when it was last used, and spares a write for each read.
    private func noteUse(
        _ institution: ID<Institution>, _ id: ID<Secret>, isToken: Bool, _ last: Date?,
        at now: Date
    ) async throws {
        guard last.map({ now.timeIntervalSince($0) > 60 }) ?? true else { return }
        let update: SQL =
            isToken
            ? """
            UPDATE api_token SET last_used_at = \(now)
            WHERE institution_id = \(institution) AND id = \(id)
            """
            : """
            UPDATE session SET last_used_at = \(now)
            WHERE institution_id = \(institution) AND id = \(id)
            """
        try await write(institution, [update])
    }
}

/// One attempt to sign in, and the failures before it: counted for the name and for the address, as
/// digests, for nobody needs to read what was typed.
private struct SignInAttempt {
    private static let free = 5
    let institution: ID<Institution>
    let email: String
    let address: String

    private var subjects: [[UInt8]] {
        // Behind a proxy all may come from one address, so it has ten times the patience.
        ["name \(email)", "address \(address)"].map { Array(SHA256.hash(data: Array($0.utf8))) }
    }

    func failures() -> SQL {
        """
        SELECT failures, last_failed_at, subject = \(subjects[1]) AS is_address
        FROM sign_in_throttle
        WHERE institution_id = \(institution) AND subject = ANY(\(subjects)::bytea[])
        """
    }

    func person() -> SQL {
        """
        SELECT person.id, credential.phc FROM person
        JOIN credential ON credential.institution_id = person.institution_id
            AND credential.person_id = person.id
        WHERE person.institution_id = \(institution) AND person.email = \(email)
            AND person.deactivated_at IS NULL
        """
    }

    /// Two seconds after the fifth failure, then four, eight … up to a quarter of an hour.
    func checkPause(_ rows: Rows, at now: Date) throws {
        for row in rows {
            let failures: Int = try row["failures"]
            let patience = try row["is_address"] ? Self.free * 10 : Self.free
            guard failures >= patience else { continue }
            let pause = min(900, pow(2, Double(min(failures - patience + 1, 12))))
            let left = try (row["last_failed_at"] as Date).addingTimeInterval(pause)
                .timeIntervalSince(now)
            if left > 0 { throw TooMany(retryAfter: .seconds(left)) }
        }
    }

    func failed(_ requestID: String, _ audit: ID<Act>, at now: Date) throws -> [SQL] {
        [
            """
            INSERT INTO sign_in_throttle (institution_id, subject, failures, last_failed_at)
            SELECT \(institution), subject, 1, \(now) FROM unnest(\(subjects)::bytea[]) AS subject
            ORDER BY subject
            ON CONFLICT (institution_id, subject) DO UPDATE
                SET failures = sign_in_throttle.failures + 1, last_failed_at = \(now)
            """,
            """
            INSERT INTO audit (institution_id, id, at, action, request_id, detail)
            VALUES (\(institution), \(audit), \(now), 'session.refused', \(requestID),
                \(try JSON(["address": address])))
            """,
        ]
    }

    func forgotten() -> SQL {
        """
        DELETE FROM sign_in_throttle
        WHERE institution_id = \(institution) AND subject = \(subjects[0])
        """
    }
}
