package import Domain
package import Foundation
import Postgres

/// The version of the observer's code that counts, and whether the one who reads it has accepted it.
package struct ObserverCodeRecord: Sendable, Equatable {
    package let code: ObserverCode
    package let acceptedAt: Date?
}

extension Records {
    /// The current version; `NotFound` while the institution has published none.
    package func observerCode(by actor: Actor) async throws -> ObserverCodeRecord {
        try Policy.check(.readCatalog, by: actor)
        let row = try await read(
            actor.institution,
            """
            SELECT number, body, published_at,
                (SELECT accepted_at FROM observer_code_acceptance accepted
                    WHERE accepted.institution_id = observer_code.institution_id
                        AND accepted.number = observer_code.number
                        AND accepted.person_id = \(actor.person)) AS accepted_at
            FROM observer_code WHERE institution_id = \(actor.institution)
            ORDER BY number DESC LIMIT 1
            """)[0].one()
        return ObserverCodeRecord(
            code: ObserverCode(
                number: try row["number"], body: try row["body"],
                publishedAt: try row["published_at"]),
            acceptedAt: try row["accepted_at"])
    }

    /// Publishes the next version. From now on every learner accepts it before they go on.
    package func publishObserverCode(
        _ body: String, by actor: Actor, at now: Date
    ) async throws -> Int {
        try Policy.check(.editCatalog, by: actor)
        try ObserverCode.check(body: body)
        return try await act(by: actor, at: now) { act in
            // The institution's row stands for the numbering: two at once wait for each other.
            let number: Int = try await act.run([
                "SELECT id FROM institution WHERE id = \(act.institution) FOR NO KEY UPDATE",
                """
                INSERT INTO observer_code (institution_id, number, body, published_at)
                SELECT \(act.institution), coalesce(max(number), 0) + 1, \(body), \(now)
                FROM observer_code WHERE institution_id = \(act.institution)
                RETURNING number
                """,
            ])[1].one()["number"]
            try act.audit("observer_code.published", act.institution, ["number": "\(number)"])
            return number
        }
    }

    /// The actor accepts the version that they have read. Accepting twice is accepting once.
    package func acceptObserverCode(_ number: Int, by actor: Actor, at now: Date) async throws {
        guard let person = actor.person else { throw Policy.Refusal.notAllowed }
        guard actor.covers(.write) else { throw Policy.Refusal.insufficientScope }
        try await act(by: actor, at: now) { act in
            let current: Int? = try await act.run(
                """
                SELECT max(number) AS number FROM observer_code
                WHERE institution_id = \(act.institution)
                """
            ).one()["number"]
            guard let current else { throw NotFound() }
            guard current == number else { throw ObserverCode.Refusal.superseded }
            let accepted = try await act.run(
                """
                INSERT INTO observer_code_acceptance (institution_id, person_id, number,
                    accepted_at)
                VALUES (\(act.institution), \(person), \(number), \(now)) ON CONFLICT DO NOTHING
                """)
            guard accepted.affected == 1 else { return }
            try act.audit("observer_code.accepted", person, ["number": "\(number)"])
        }
    }
}
