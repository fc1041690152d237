import Domain
package import Foundation
import Postgres

extension Records {
    /// After a right password of someone who has a second factor.
    func askForCode(
        _ person: ID<Person>, _ institution: ID<Institution>, guards: [SQL], requestID: String,
        at now: Date
    ) async throws -> SignInAnswer {
        var random = randomness
        let secret = Secret(of: institution.rawValue, random: &random)
        let challenge: ID<SecondFactor> = newID(at: now)
        let audit: ID<Act> = newID(at: now)
        let ends = now.addingTimeInterval(SecondFactor.patience)
        let actor = Actor(
            institution: institution, identity: .person(person), requestID: requestID)
        try await write(
            institution,
            guards + [
                """
                INSERT INTO sign_in_challenge (institution_id, id, person_id, digest, created_at,
                    expires_at)
                VALUES (\(institution), \(challenge), \(person), \(secret.digest), \(now), \(ends))
                """,
                try Act.auditRow(
                    "session.code_asked", person.rawValue, [:], by: actor, at: now,
                    id: audit.rawValue),
            ])
        return .asksForCode(secret, until: ends)
    }

    /// Ends a sign-in that waits for a code: `code` is one of the app, or a recovery code. A wrong one
    /// counts as a failed sign-in. Refused with `signInOver`, `wrongCode` or `notOffered`, or throws
    /// `TooMany`.
    package func signIn(
        waiting challenge: Secret, code: String, from address: String,
        on device: Secret? = nil, replacing old: Secret? = nil, requestID: String, at now: Date
    ) async throws -> SignedIn {
        let institution = ID<Institution>(rawValue: challenge.institution)
        let found = try await read(institution, Self.waiting(challenge, at: now))[0]
        guard let row = found.first else { throw SecondFactor.Refusal.signInOver }
        let person: ID<Person> = try row["person_id"]
        var attempt = SignInAttempt.code(of: person, at: institution, from: address)
        attempt.device = device
        try attempt.checkPause(try await read(institution, attempt.failures())[0], at: now)
        do {
            let proof = try proof(code, row, of: person, institution, at: now)
            return try await Self.refusing {
                try await openSession(
                    of: person, institution, replacing: old,
                    guards: [Self.endWaiting(challenge), proof.taking, attempt.forgotten()]
                        + [attempt.remember(person, at: now)].compactMap(\.self),
                    ["second_factor": proof.kind], requestID: requestID, at: now)
            }
        } catch SecondFactor.Refusal.wrongCode {
            try await write(
                institution,
                [
                    attempt.failed(at: now),
                    try refusedSignIn(institution, from: address, requestID, at: now),
                ])
            throw SecondFactor.Refusal.wrongCode
        }
    }

    private static func waiting(_ challenge: Secret, at now: Date) -> SQL {
        """
        SELECT waiting.person_id, factor.sealed, factor.last_step
        FROM sign_in_challenge waiting
        JOIN person ON person.institution_id = waiting.institution_id
            AND person.id = waiting.person_id AND person.deactivated_at IS NULL
        JOIN second_factor factor ON factor.institution_id = waiting.institution_id
            AND factor.person_id = waiting.person_id
        WHERE waiting.institution_id = \(challenge.institution)
            AND waiting.digest = \(challenge.digest) AND waiting.expires_at > \(now)
        """
    }

    /// What the unit's guards say.
    private static func refusing<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError {
            throw error.refusal.flatMap(SecondFactor.Refusal.init) ?? error
        }
    }

    /// Of two at once only one goes on.
    private static func endWaiting(_ challenge: Secret) -> SQL {
        """
        WITH ended AS (DELETE FROM sign_in_challenge
            WHERE institution_id = \(challenge.institution) AND digest = \(challenge.digest)
            RETURNING id)
        SELECT refuse('sign-in-over') WHERE NOT EXISTS (SELECT 1 FROM ended)
        """
    }

    /// What a code is, and the statement that takes it: no code is taken twice.
    private struct Proof {
        let kind: String
        let taking: SQL
    }

    private func proof(
        _ typed: String, _ row: Row, of person: ID<Person>, _ institution: ID<Institution>,
        at now: Date
    ) throws -> Proof {
        let code = typed.filter { !$0.isWhitespace && $0 != "-" }
        guard code.utf8.count == 6 else {
            return Proof(
                kind: "recovery_code",
                taking: """
                    WITH used AS (DELETE FROM recovery_code
                        WHERE institution_id = \(institution) AND person_id = \(person)
                            AND digest = \(RecoveryCode.digest(of: code)) RETURNING 1)
                    SELECT refuse('wrong-code') WHERE NOT EXISTS (SELECT 1 FROM used)
                    """)
        }
        let step = try timeCode(row, of: person)
            .step(of: code, after: row["last_step"], at: now)
        guard let step else { throw SecondFactor.Refusal.wrongCode }
        return Proof(kind: "code", taking: SecondFactor.take(step, of: person, institution))
    }

    /// The codes of the app whose secret the row holds.
    func timeCode(_ row: Row, of person: ID<Person>) throws -> TimeCode {
        guard let sealing, let secret = sealing.open(try row["sealed"], of: "\(person)") else {
            throw SecondFactor.Refusal.notOffered
        }
        return TimeCode(secret: secret)
    }
}

extension SecondFactor {
    /// Whether the person, a row of that name, has one that is asked for.
    static func isOn(for person: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM second_factor factor
            WHERE factor.institution_id = \(person).institution_id
                AND factor.person_id = \(person).id AND factor.confirmed_at IS NOT NULL)
        """
    }

    /// Refuses a step that another request has taken.
    static func take(
        _ step: Int64, of person: ID<Person>, _ institution: ID<Institution>
    ) -> SQL {
        """
        WITH taken AS (UPDATE second_factor SET last_step = \(step)
            WHERE institution_id = \(institution) AND person_id = \(person)
                AND last_step < \(step) RETURNING 1)
        SELECT refuse('wrong-code') WHERE NOT EXISTS (SELECT 1 FROM taken)
        """
    }
}
