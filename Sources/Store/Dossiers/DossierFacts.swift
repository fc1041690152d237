import Domain
import Foundation
import Postgres

/// The statements that find what is kept about one person. A new table of people is added here, or to
/// `LeftOutOfDossier` with a reason; a test holds both against the catalog.
struct DossierFacts {
    let person: ID<Person>
    let institution: ID<Institution>
    let now: Date

    var parts: [DossierPart] { account + access + places + work + texts + grades + record }

    private var account: [DossierPart] {
        [
            DossierPart(
                "account", "Your account", ["person"],
                """
                SELECT id, legal_given_name, legal_family_name, chosen_name, email, registrar_id,
                    home_program, discipline, created_at, deactivated_at
                FROM person WHERE institution_id = \(institution) AND id = \(person)
                """),
            DossierPart(
                "appointments", "Appointments", ["appointment"],
                """
                SELECT role, appointed_at FROM appointment
                WHERE institution_id = \(institution) AND person_id = \(person)
                ORDER BY appointed_at DESC
                """),
            DossierPart(
                "acceptances", "Versions of the observer’s code that you accepted",
                ["observer_code_acceptance"],
                """
                SELECT number, accepted_at FROM observer_code_acceptance
                WHERE institution_id = \(institution) AND person_id = \(person)
                ORDER BY number DESC
                """),
            DossierPart(
                "redactions", "Requests to erase you", ["redaction"],
                """
                SELECT id, reason, state, requested_at, decided_at FROM redaction
                WHERE institution_id = \(institution) AND person_id = \(person)
                ORDER BY requested_at DESC
                """),
        ]
    }

    /// Times only: no password, digest or key.
    private var access: [DossierPart] {
        [
            ofPerson(
                "passwords", "When your password was set", "credential", "changed_at",
                by: "changed_at"),
            ofPerson(
                "second-factors", "Second factor", "second_factor", "started_at, confirmed_at",
                by: "started_at"),
            DossierPart(
                "recovery-codes", "Recovery codes that are left", ["recovery_code"],
                """
                SELECT count(*) AS remaining FROM recovery_code
                WHERE institution_id = \(institution) AND person_id = \(person)
                HAVING count(*) > 0
                """),
            ofPerson(
                "sessions", "Where you are signed in", "session",
                "id, created_at, last_used_at, expires_at", by: "id"),
            ofPerson(
                "sign-ins", "Sign-ins that wait for the second factor", "sign_in_challenge",
                "id, created_at, expires_at", by: "id"),
            ofPerson(
                "devices", "Browsers that you signed in with", "known_device", "last_used_at",
                by: "last_used_at"),
            ofPerson(
                "tokens", "Tokens of your programs", "api_token",
                "id, name, scopes, created_at, expires_at, last_used_at, revoked_at", by: "id"),
            ofPerson(
                "invitations", "Links to set a password", "invitation",
                "id, made_at, expires_at, used_at, revoked_at", by: "id"),
            ofPerson(
                "retries", "Requests whose answers are kept for a day, for retries",
                "idempotency_key", "route, status, created_at", by: "created_at"),
        ]
    }

    /// The latest first.
    private func ofPerson(
        _ name: String, _ title: String, _ table: String, _ columns: SQL, by order: SQL
    ) -> DossierPart {
        DossierPart(
            name, title, [table],
            """
            SELECT \(columns) FROM \(identifier: table)
            WHERE institution_id = \(institution) AND person_id = \(person)
            ORDER BY \(order) DESC
            """)
    }
}
