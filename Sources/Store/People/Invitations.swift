package import Domain
package import Foundation
import Postgres

/// An invitation with its secret, which nobody will see again.
package struct MadeInvitation: Sendable {
    package let invitation: Invitation
    package let secret: Secret
}

extension Records {
    /// Makes a one-time link for someone: their first, or one for a forgotten password. Links of
    /// theirs that are still open end.
    package func invite(
        _ person: ID<Person>, by actor: Actor, at now: Date
    ) async throws -> MadeInvitation {
        try Policy.check(.managePeople, by: actor)
        return try await act(by: actor, at: now) { act in
            let found = try await act.run(
                Invitation.invited("person.id = \(person)", in: act.institution))
            guard try !found.one()["is_deactivated"] else {
                throw Invitation.Refusal.accountDeactivated
            }
            guard let made = try act.invite(found).first else { throw NotFound() }
            return made
        }
    }

    /// One for everybody of an offering, or of the institution, who has no password yet, by name.
    /// Whoever enrolls people in an offering may invite them.
    package func inviteAll(
        of offering: ID<Offering>? = nil, by actor: Actor, at now: Date
    ) async throws -> [MadeInvitation] {
        if offering == nil { try Policy.check(.managePeople, by: actor) }
        return try await act(by: actor, at: now) { act in
            if let offering {
                let ties = try await act.run(Self.offeringTies(actor, offering))
                try Self.check(.changeRoster, by: actor, ties)
            }
            let members: SQL =
                offering.map {
                    """
                    AND EXISTS (SELECT 1 FROM enrollment member
                        WHERE member.institution_id = person.institution_id
                            AND member.person_id = person.id AND member.offering_id = \($0)
                            AND member.state <> 'dropped')
                    """
                } ?? ""
            return try act.invite(
                try await act.run(
                    Invitation.invited(
                        """
                        person.deactivated_at IS NULL AND NOT EXISTS (SELECT 1 FROM credential
                            WHERE credential.institution_id = person.institution_id
                                AND credential.person_id = person.id) \(members)
                        """, in: act.institution)))
        }
    }

    /// Whom an open invitation is for: their name and address, nothing else.
    package func invitation(_ secret: Secret, at now: Date) async throws -> Invitation {
        let rows = try await read(
            ID(rawValue: secret.institution), Invitation.open(secret, at: now))
        guard let row = rows[0].first else { throw Invitation.Refusal.invitationOver }
        return try Invitation(row)
    }

    /// Sets the password of the one whom it is for, and uses the invitation up. Whoever was signed in
    /// as them is signed out, and their tokens end: the account may have been in wrong hands.
    package func acceptInvitation(
        _ secret: Secret, password: String, requestID: String, at now: Date
    ) async throws {
        let invitation = try await invitation(secret, at: now)
        let actor = Actor(
            institution: ID(rawValue: secret.institution),
            identity: .person(invitation.person), requestID: requestID)
        let row = try await read(
            actor.institution, Self.knownWords(of: invitation.person, actor))[0].one()
        try PasswordRule.check(
            password, known: try row["words"], common: .installed)
        let hash = try await passwords.hash(password, for: "\(invitation.person)")
        try await act(by: actor, at: now) { act in
            // The comparison took a while: another request may have used it.
            let used = try await act.run(
                """
                UPDATE invitation SET used_at = \(now)
                WHERE institution_id = \(act.institution) AND id = \(invitation.id)
                    AND used_at IS NULL AND revoked_at IS NULL
                    AND EXISTS (SELECT 1 FROM person
                        WHERE person.institution_id = invitation.institution_id
                            AND person.id = invitation.person_id
                            AND person.deactivated_at IS NULL)
                RETURNING id
                """)
            guard used.first != nil else { throw Invitation.Refusal.invitationOver }
            act.queue(hash.store(of: invitation.person, act))
            act.endEveryAccess(of: invitation.person)
            try act.audit("invitation.accepted", invitation.id)
        }
    }
}

extension Act {
    /// Of the rows that `Invitation.invited` answers.
    fileprivate func invite(_ found: Rows) throws -> [MadeInvitation] {
        var random = randomness
        let made = try found.map { row in
            MadeInvitation(
                invitation: Invitation(
                    id: newID(), person: try row["person_id"], name: try row["chosen_name"],
                    email: try row["email"],
                    expiresAt: now.addingTimeInterval(
                        Invitation.time(isInUse: try row["has_password"]))),
                secret: Secret(of: institution.rawValue, random: &random))
        }
        guard !made.isEmpty else { return [] }
        let people = made.map(\.invitation.person)
        queue(
            """
            UPDATE invitation SET revoked_at = \(now)
            WHERE institution_id = \(institution) AND person_id = ANY(\(people)::uuid[])
                AND used_at IS NULL AND revoked_at IS NULL
            """)
        queue(
            """
            INSERT INTO invitation (institution_id, id, person_id, digest, made_by, made_at,
                expires_at)
            SELECT \(institution), made.id, made.person, made.digest, \(actor.person), \(now), made.ends
            FROM unnest(\(made.map(\.invitation.id))::uuid[], \(people)::uuid[],
                \(made.map(\.secret.digest))::bytea[],
                \(made.map(\.invitation.expiresAt))::timestamptz[])
                AS made (id, person, digest, ends)
            """)
        try audit("person.invited", each: people.map { ($0, [:]) })
        return made
    }
}

extension Invitation {
    fileprivate static func invited(_ which: SQL, in institution: ID<Institution>) -> SQL {
        """
        SELECT person.id AS person_id, person.chosen_name, person.email,
            person.deactivated_at IS NOT NULL AS is_deactivated,
            EXISTS (SELECT FROM credential WHERE credential.institution_id = person.institution_id
                AND credential.person_id = person.id) AS has_password
        FROM person WHERE person.institution_id = \(institution) AND \(which)
        ORDER BY person.chosen_name, person.id FOR NO KEY UPDATE
        """
    }

    fileprivate static func open(_ secret: Secret, at now: Date) -> SQL {
        """
        SELECT invitation.id, invitation.person_id, invitation.expires_at, person.chosen_name,
            person.email
        FROM invitation JOIN person ON person.institution_id = invitation.institution_id
            AND person.id = invitation.person_id AND person.deactivated_at IS NULL
        WHERE invitation.institution_id = \(secret.institution)
            AND invitation.digest = \(secret.digest) AND invitation.expires_at > \(now)
            AND invitation.used_at IS NULL AND invitation.revoked_at IS NULL
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            id: try row["id"], person: try row["person_id"], name: try row["chosen_name"],
            email: try row["email"], expiresAt: try row["expires_at"])
    }
}
