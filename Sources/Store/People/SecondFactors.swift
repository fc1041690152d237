package import Domain
package import Foundation
import Postgres

/// What an app needs to make someone's codes.
package struct SecondFactorSecret: Sendable, Equatable {
    /// To be typed.
    package let base32: String
    /// To be scanned: `otpauth://totp/…`, as authenticator apps read it.
    package let address: String
}

extension Records {
    /// Whether second factors can be had here.
    package var offersSecondFactor: Bool { sealing != nil }

    /// The actor's own; nil where there is none.
    package func ownSecondFactor(by actor: Actor) async throws -> SecondFactor? {
        let person = try Self.signedInPerson(actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT confirmed_at, (SELECT count(*) FROM recovery_code code
                WHERE code.institution_id = factor.institution_id
                    AND code.person_id = factor.person_id) AS codes
            FROM second_factor factor
            WHERE institution_id = \(actor.institution) AND person_id = \(person)
            """)
        return try rows[0].first.map {
            SecondFactor(confirmedAt: try $0["confirmed_at"], recoveryCodesLeft: try $0["codes"])
        }
    }

    /// Begins to set one up. It isn't asked for before `confirmSecondFactor`; beginning twice is
    /// beginning once. Tokens can't.
    package func startSecondFactor(by actor: Actor, at now: Date) async throws {
        let person = try Self.signedInPerson(actor)
        guard let sealing else { throw SecondFactor.Refusal.notOffered }
        let sealed = try sealing.seal(bytes(TimeCode.secretLength), of: "\(person)")
        try await act(by: actor, at: now) { act in
            let made = try await act.run(
                """
                INSERT INTO second_factor (institution_id, person_id, sealed, started_at, last_step)
                VALUES (\(act.institution), \(person), \(sealed), \(now), 0)
                ON CONFLICT (institution_id, person_id) DO NOTHING RETURNING person_id
                """)
            guard made.first == nil else { return try act.audit("second_factor.started", person) }
            let old = try await act.lockSecondFactor(of: person)
            guard try old["confirmed_at"] as Date? == nil else {
                throw SecondFactor.Refusal.alreadyOn
            }
        }
    }

    /// The secret of the one that is being set up. Refused once it is on: then nobody sees it again.
    package func startedSecondFactor(by actor: Actor) async throws -> SecondFactorSecret {
        let person = try Self.signedInPerson(actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT sealed, person.email, institution.name FROM second_factor factor
            JOIN person ON person.institution_id = factor.institution_id
                AND person.id = factor.person_id
            JOIN institution ON institution.id = factor.institution_id
            WHERE factor.institution_id = \(actor.institution) AND person_id = \(person)
                AND confirmed_at IS NULL
            """)
        guard let row = rows[0].first else { throw SecondFactor.Refusal.notOn }
        return SecondFactorSecret(
            try timeCode(row, of: person), email: try row["email"], school: try row["name"])
    }

    /// Turns it on, by a code of the app and the password. Answers the recovery codes, which nobody
    /// will see again. The actor's other sessions end.
    package func confirmSecondFactor(
        code: String, password: String, keeping secret: Secret, by actor: Actor, at now: Date
    ) async throws -> [String] {
        let person = try Self.signedInPerson(actor)
        try await confirmPassword(password, by: actor, at: now)
        return try await act(by: actor, at: now) { act in
            let row = try await act.lockSecondFactor(of: person)
            guard try row["confirmed_at"] as Date? == nil else {
                throw SecondFactor.Refusal.alreadyOn
            }
            let step = try timeCode(row, of: person)
                .step(of: code.filter { !$0.isWhitespace }, after: 0, at: now)
            guard let step else { throw SecondFactor.Refusal.wrongCode }
            act.queue(
                """
                UPDATE second_factor SET confirmed_at = \(now), last_step = \(step)
                WHERE institution_id = \(act.institution) AND person_id = \(person)
                """)
            let codes = act.newRecoveryCodes(of: person)
            act.endSessions(of: person, keeping: secret)
            try act.audit("second_factor.confirmed", person)
            return codes
        }
    }

    /// Other recovery codes; those from before end.
    package func renewRecoveryCodes(
        password: String, by actor: Actor, at now: Date
    ) async throws -> [String] {
        let person = try Self.signedInPerson(actor)
        try await confirmPassword(password, by: actor, at: now)
        return try await act(by: actor, at: now) { act in
            let row = try await act.lockSecondFactor(of: person)
            guard try row["confirmed_at"] as Date? != nil else {
                throw SecondFactor.Refusal.notOn
            }
            let codes = act.newRecoveryCodes(of: person)
            try act.audit("second_factor.codes_renewed", person)
            return codes
        }
    }

    /// Turns the actor's own off, or ends its setting up. Their other sessions end.
    package func removeSecondFactor(
        password: String, keeping secret: Secret, by actor: Actor, at now: Date
    ) async throws {
        let person = try Self.signedInPerson(actor)
        try await confirmPassword(password, by: actor, at: now)
        try await act(by: actor, at: now) { act in
            _ = try await act.lockSecondFactor(of: person)
            act.forgetSecondFactor(of: person)
            act.endSessions(of: person, keeping: secret)
            try act.audit("second_factor.removed", person)
        }
    }

    /// Turns off somebody's who has lost app and recovery codes. Every access of theirs ends.
    package func removeSecondFactor(
        of person: ID<Person>, by actor: Actor, at now: Date
    ) async throws {
        try Policy.check(.managePeople, by: actor)
        try await act(by: actor, at: now) { act in
            let known = try await act.run(
                "SELECT id FROM person WHERE institution_id = \(act.institution) AND id = \(person)"
            )
            guard known.first != nil else { throw NotFound() }
            _ = try await act.lockSecondFactor(of: person)
            act.forgetSecondFactor(of: person)
            act.endEveryAccess(of: person)
            try act.audit("second_factor.removed", person)
        }
    }
}

extension Act {
    fileprivate func lockSecondFactor(of person: ID<Person>) async throws -> Row {
        let rows = try await run(
            """
            SELECT sealed, confirmed_at FROM second_factor
            WHERE institution_id = \(institution) AND person_id = \(person) FOR NO KEY UPDATE
            """)
        guard let row = rows.first else { throw SecondFactor.Refusal.notOn }
        return row
    }

    fileprivate func newRecoveryCodes(of person: ID<Person>) -> [String] {
        let codes = (0..<SecondFactor.recoveryCodes).map { _ in
            RecoveryCode(bytes(RecoveryCode.length))
        }
        forgetRecoveryCodes(of: person)
        queue(
            """
            INSERT INTO recovery_code (institution_id, person_id, digest)
            SELECT \(institution), \(person), digest
            FROM unnest(\(codes.map(\.digest))::bytea[]) AS digest
            """)
        return codes.map(\.text)
    }

    private func forgetRecoveryCodes(of person: ID<Person>) {
        queue(
            """
            DELETE FROM recovery_code
            WHERE institution_id = \(institution) AND person_id = \(person)
            """)
    }

    func forgetSecondFactor(of person: ID<Person>) {
        forgetRecoveryCodes(of: person)
        queue(
            """
            DELETE FROM second_factor
            WHERE institution_id = \(institution) AND person_id = \(person)
            """)
    }

    /// All of someone's but the one that `secret` is of; nil: all.
    func endSessions(of person: ID<Person>, keeping secret: Secret?) {
        queue(
            """
            DELETE FROM session WHERE institution_id = \(institution)
                AND person_id = \(person) AND digest IS DISTINCT FROM \(secret?.digest)
            """)
    }
}

extension SecondFactorSecret {
    /// The issuer stands before the account and as a parameter, as the apps' description of the
    /// address asks for.
    fileprivate init(_ code: TimeCode, email: String, school: String) {
        base32 = Base32.text(code.secret)
        let issuer = Self.encoded("Peerspective \(school)")
        address =
            "otpauth://totp/\(issuer):\(Self.encoded(email))?secret=\(base32)&issuer=\(issuer)"
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
