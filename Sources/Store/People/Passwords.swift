package import Domain
package import Foundation
import Postgres

extension Records {
    /// Gives a person a password. Whoever was signed in as them is signed out.
    package func setPassword(
        _ password: String, of id: ID<Person>, by actor: Actor, at now: Date
    ) async throws {
        try Policy.check(.managePeople, by: actor)
        try await replacePassword(of: id, with: password, keeping: nil, by: actor, at: now)
    }

    /// Changes the actor's own, who says the old one again. Their other sessions end, the one that
    /// `secret` is of stays. Tokens can't do this.
    package func changePassword(
        from old: String, to password: String, keeping secret: Secret, by actor: Actor,
        at now: Date
    ) async throws {
        let person = try Self.signedInPerson(actor)
        try await confirmPassword(old, by: actor, at: now)
        try await replacePassword(of: person, with: password, keeping: secret, by: actor, at: now)
    }

    /// Refuses unless the actor's password is this one. Guessing it here is no faster than at a
    /// sign-in.
    func confirmPassword(_ password: String, by actor: Actor, at now: Date) async throws {
        let person = try Self.signedInPerson(actor)
        let attempt = SignInAttempt.own(person, at: actor.institution)
        let facts = try await read(
            actor.institution, attempt.failures(),
            """
            SELECT phc FROM credential
            WHERE institution_id = \(actor.institution) AND person_id = \(person)
            """)
        try attempt.checkPause(facts[0], at: now)
        let row = facts[1].first
        let hash = try row.flatMap { PasswordHash(phc: try $0["phc"] as String) }
        guard try await passwords.matches(password, hash, for: "\(person)") else {
            let id: ID<Act> = newID(at: now)
            try await write(
                actor.institution,
                [
                    attempt.failed(at: now),
                    try Act.auditRow(
                        "password.refused", person.rawValue, [:], by: actor, at: now,
                        id: id.rawValue),
                ])
            throw Person.Refusal.wrongPassword
        }
    }

    private func replacePassword(
        of id: ID<Person>, with password: String, keeping secret: Secret?, by actor: Actor,
        at now: Date
    ) async throws {
        let row = try await read(actor.institution, Self.knownWords(of: id, actor))[0].one()
        try PasswordRule.check(
            password, known: try row["words"], common: .installed)
        let hash = try await passwords.hash(password, for: "\(id)")
        try await act(by: actor, at: now) { act in
            act.queue(hash.store(of: id, act))
            act.endSessions(of: id, keeping: secret)
            // Someone else sets it where the account may be in wrong hands.
            if actor.person != id {
                act.queue(
                    """
                    UPDATE api_token SET revoked_at = \(now)
                    WHERE institution_id = \(act.institution) AND person_id = \(id)
                        AND revoked_at IS NULL
                    """)
            }
            try act.audit("password.set", id)
        }
    }

    /// What anybody would try first for this person.
    static func knownWords(of id: ID<Person>, _ actor: Actor) -> SQL {
        """
        SELECT ARRAY[chosen_name, legal_given_name, legal_family_name, email, institution.name]
            AS words
        FROM person JOIN institution ON institution.id = person.institution_id
        WHERE person.institution_id = \(actor.institution) AND person.id = \(id)
        """
    }
}

extension PasswordHash {
    func store(of person: ID<Person>, _ act: Act) -> SQL {
        """
        INSERT INTO credential (institution_id, person_id, phc, changed_at)
        VALUES (\(act.institution), \(person), \(phc), \(act.now))
        ON CONFLICT (institution_id, person_id) DO UPDATE
            SET phc = excluded.phc, changed_at = excluded.changed_at
        """
    }
}
