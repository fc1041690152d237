import Domain
import Foundation
import Postgres

/// What makes a retry of a `POST` safe: the key that the client chose, for which route, and SHA-256
/// of the body.
package struct IdempotencyKey: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// The first request with this key hasn't ended yet.
        case underWay = "under-way"
        /// The key was used with another body.
        case keyReused = "key-reused"
    }

    package let key: String
    package let route: String
    package let bodyDigest: [UInt8]

    package init(key: String, route: String, bodyDigest: [UInt8]) {
        self.key = key
        self.route = route
        self.bodyDigest = bodyDigest
    }
}

extension Records {
    /// As `act`, but a second request with the same key gets the first one's answer and changes
    /// nothing. Answers hold ids and numbers; whoever renders them reads the thing anew.
    ///
    /// Without a key (an operator, or a client that sent none) it is `act`.
    func once<Answer: Codable & Sendable>(
        _ key: IdempotencyKey?, by actor: Actor, at now: Date,
        _ body: @Sendable (Act) async throws -> Answer
    ) async throws -> Answer {
        guard let key, let person = actor.person else {
            return try await act(by: actor, at: now, body)
        }
        return try await act(by: actor, at: now) { act in
            let found = try await act.run([key.lock(of: actor), key.stored(of: actor, person)])[1]
            if let row = found.first {
                guard try row["body_digest"] == key.bodyDigest else {
                    throw IdempotencyKey.Refusal.keyReused
                }
                let answer: JSON<Answer> = try row["answer"]
                return answer.value
            }
            let answer = try await body(act)
            act.queue(try key.store(answer, of: actor, person, at: now))
            return answer
        }
    }
}

extension IdempotencyKey {
    /// Held to the end of the transaction; refused, not waited for.
    func lock(of actor: Actor) -> SQL {
        let name = "\(actor.institution) \(actor.person?.description ?? "") \(route) \(key)"
        return """
            SELECT refuse('under-way')
            WHERE NOT pg_try_advisory_xact_lock(hashtextextended(\(name), 0))
            """
    }

    /// A statement of its own behind the lock, so that it sees what the lock's last holder stored.
    func stored(of actor: Actor, _ person: ID<Person>) -> SQL {
        """
        SELECT body_digest, answer FROM idempotency_key
        WHERE institution_id = \(actor.institution) AND person_id = \(person)
            AND route = \(route) AND key = \(key)
        """
    }

    func store(
        _ answer: some Codable & Sendable, of actor: Actor, _ person: ID<Person>, at now: Date
    ) throws -> SQL {
        """
        INSERT INTO idempotency_key (institution_id, person_id, route, key, body_digest, status,
            answer, created_at)
        VALUES (\(actor.institution), \(person), \(route), \(key), \(bodyDigest), 201,
            \(try JSON(answer)), \(now))
        """
    }
}
