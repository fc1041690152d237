import Crypto
package import Domain
package import Foundation
import Postgres

/// What the learner is answered: which submission it became.
package struct SubmissionReceipt: Sendable, Equatable, Codable {
    package let id: ID<Submission>
    package let number: Int
}

extension Records {
    /// Hands in a reflection, in one round trip. The time of it is when the request was received.
    ///
    /// With a key a second request gets the first one's receipt and makes nothing. A text in which the
    /// privacy screen finds what blocks is `Invalid`, with a fault for each.
    package func submit(
        _ body: String, aiUse: String, for id: ID<Assignment>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> SubmissionReceipt {
        try Self.check(body, aiUse)
        do {
            try PrivacyScreen.standard.check(body)
        } catch {
            // What was taken before there was such a rule is answered as it was then.
            guard let receipt = try await receipt(key, actor) else { throw error }
            return receipt
        }
        var random = randomness
        let made: ID<Submission> = .timeless(random: &random)
        let statements = try submission(made, body, aiUse, id, actor, now, key)
        do {
            let rows = try await writeAsLearner(id, .submit, by: actor, statements)
            let receipt: JSON<SubmissionReceipt> = try rows[key == nil ? 1 : 2].one()["answer"]
            return receipt.value
        } catch let error as PostgresError where error.constraint == "idempotency_key_once" {
            return try await receipt(key, actor) ?? { throw OutcomeUnknown() }()
        } catch let error where error is any Refusing {
            // What was taken in time and is sent again later is answered as it was then.
            guard let receipt = try await receipt(key, actor) else { throw error }
            return receipt
        }
    }

    private static func check(_ body: String, _ aiUse: String) throws {
        try Reflection.check(body)
        guard body.contains(where: { !$0.isWhitespace }) else {
            throw Invalid("/body", "empty", "Write the reflection before you submit it.")
        }
        let said = aiUse.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !said.isEmpty, said.isAtMost(2000) else {
            throw Invalid(
                "/ai_use", "length",
                "Say in 1 to 2,000 characters whether and how AI tools were used; \"none\" will do."
            )
        }
    }

    /// The answer of the request that was first with this key; nil where there was none.
    private func receipt(
        _ key: IdempotencyKey?, _ actor: Actor
    ) async throws -> SubmissionReceipt? {
        guard let key, let person = actor.person,
            let row = try await read(actor.institution, key.stored(of: actor, person))[0].first
        else { return nil }
        guard try row["body_digest"] == key.bodyDigest else {
            throw IdempotencyKey.Refusal.keyReused
        }
        let answer: JSON<SubmissionReceipt> = try row["answer"]
        return answer.value
    }
}

extension Records {
    /// One unit: lock of the key, guard, counter and row and key in one statement, text, audit.
    private func submission(
        _ made: ID<Submission>, _ body: String, _ aiUse: String, _ id: ID<Assignment>,
        _ actor: Actor, _ now: Date, _ key: IdempotencyKey?
    ) throws -> [SQL] {
        let salt = bytes(16)
        let digest = Array(SHA256.hash(data: salt + Array(body.utf8)))
        let words = Reflection.words(in: body)
        let audit: ID<Act> = newID(at: now)
        return (key.map { [$0.lock(of: actor)] } ?? []) + [
            LearnerGuard.statement(id, actor, at: now),
            Self.counted(made, id, digest, words, actor, now, key),
            Self.withinWords(words, id, actor),
            """
            INSERT INTO submission_text (institution_id, submission_id, salt, body, ai_use)
            VALUES (\(actor.institution), \(made), \(salt), \(body), \(aiUse))
            """,
            try Act.auditRow(
                "submission.made", made.rawValue,
                ["assignment": id.description, "digest": Hex.text(digest)], by: actor, at: now,
                id: audit.rawValue),
        ]
    }

    private static func counted(
        _ made: ID<Submission>, _ id: ID<Assignment>, _ digest: [UInt8], _ words: Int,
        _ actor: Actor, _ now: Date, _ key: IdempotencyKey?
    ) -> SQL {
        let answer: SQL = "jsonb_build_object('id', id, 'number', number)"
        let kept: SQL =
            if let key, let person = actor.person {
                """
                INSERT INTO idempotency_key (institution_id, person_id, route, key, body_digest,
                    status, answer, created_at)
                SELECT \(actor.institution), \(person), \(key.route), \(key.key),
                    \(key.bodyDigest), 201, \(answer), \(now)
                FROM made RETURNING answer
                """
            } else { "SELECT \(answer) AS answer FROM made" }
        return """
            WITH counted AS (
                UPDATE assignment SET submissions = submissions + 1, state = 'submitted',
                    changed_at = \(now), version = version + 1
                WHERE institution_id = \(actor.institution) AND id = \(id)
                RETURNING institution_id, exploration_id, id, submissions, due_at),
            made AS (
                INSERT INTO submission (institution_id, id, exploration_id, assignment_id, number,
                    digest, words, submitted_at, due_at, late_policy_number)
                SELECT institution_id, \(made), exploration_id, id, submissions, \(digest),
                    \(words), \(now), due_at, (SELECT max(number) FROM late_policy
                        WHERE late_policy.institution_id = counted.institution_id
                            AND late_policy.exploration_id = counted.exploration_id)
                FROM counted RETURNING id, number)
            \(kept)
            """
    }

    private static func withinWords(_ words: Int, _ id: ID<Assignment>, _ actor: Actor) -> SQL {
        """
        SELECT CASE WHEN \(words) < exploration.words_least THEN refuse('too-few-words')
            WHEN \(words) > exploration.words_most THEN refuse('too-many-words') END
        FROM assignment JOIN exploration
            ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
        """
    }
}

extension Submission {
    /// Which submission decides whether a row's `assignment` is late: the first one that came back
    /// for revision, for a revision is no late work, else the latest.
    static let timed: SQL = """
        LEFT JOIN LATERAL (SELECT handed.submitted_at, handed.due_at FROM submission handed
            LEFT JOIN released_feedback back ON back.institution_id = handed.institution_id
                AND back.assignment_id = handed.assignment_id AND back.submission_id = handed.id
                AND back.outcome = 'returned'
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = back.institution_id
                        AND taken.released_feedback_id = back.id)
            WHERE handed.institution_id = assignment.institution_id
                AND handed.assignment_id = assignment.id
            ORDER BY back.released_at NULLS LAST, handed.number DESC LIMIT 1) timed ON true
        """

    static let columns: SQL = """
        submission.id, submission.exploration_id, submission.assignment_id, submission.number,
        submission.digest, submission.words, submission.submitted_at, submission.due_at,
        submission.late_policy_number, submission.taken_from_draft
        """

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], exploration: try row["exploration_id"],
            assignment: try row["assignment_id"], number: try row["number"],
            digest: try row["digest"], words: try row["words"],
            submittedAt: try row["submitted_at"], dueAt: try row["due_at"],
            latePolicyNumber: try row["late_policy_number"],
            takenFromDraft: try row["taken_from_draft"])
    }
}
