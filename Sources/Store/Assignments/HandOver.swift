package import Domain
package import Foundation
import Postgres

/// What went from one reader to another, and what couldn't.
package struct HandOverReceipt: Sendable, Equatable, Codable {
    package let assignments: Int
    package let feedback: Int
    /// The successor doesn't assess these learners: their work is open to every other reader.
    package let leftOpen: Int
}

extension Records {
    /// Queue, locks and unfinished feedback of a reader go to another, in one act, as when an instructor is
    /// replaced. Feedback stays with its author where the successor has some of their own on the
    /// same submission, or doesn't assess the learner.
    package func handOver(
        from reader: ID<Person>, to successor: ID<Person>, in offering: ID<Offering>,
        by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> HandOverReceipt {
        try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([
                Self.offeringTies(actor, offering),
                """
                SELECT person_id, state FROM enrollment
                WHERE institution_id = \(actor.institution) AND offering_id = \(offering)
                    AND person_id IN (\(reader), \(successor)) AND role = 'instructor'
                """,
                """
                SELECT id FROM assignment
                WHERE institution_id = \(actor.institution) AND offering_id = \(offering)
                ORDER BY id FOR NO KEY UPDATE
                """,
            ])
            try Self.check(.nameReader, by: actor, facts[0])
            try Self.check(reader, successor, among: facts[1])
            let drafts = try await act.run(act.moveDrafts(reader, successor, offering))
            let left = try await act.run(act.moveQueue(reader, successor, offering))
            act.queue(act.moveLocks(reader, successor, offering))
            let open = try left.count { try $0["reader_id"] as ID<Person>? == nil }
            try act.audit(
                "feedback.handed_over",
                each: drafts.map { (try $0["id"] as ID<Feedback>, ["to": "\(successor)"]) })
            try act.audit(
                "queue.handed_over", offering,
                ["from": "\(reader)", "to": "\(successor)", "assignments": "\(left.count)"])
            return HandOverReceipt(
                assignments: left.count - open, feedback: drafts.count, leftOpen: open)
        }
    }
}

extension Records {
    private static func check(
        _ reader: ID<Person>, _ successor: ID<Person>, among instructors: Rows
    ) throws {
        var states: [ID<Person>: EnrollmentState] = [:]
        for row in instructors { states[try row["person_id"]] = try row["state"] }
        // Whoever leaves may have left already.
        guard states[reader] != nil else {
            throw Invalid(
                "/from_id", "not-an-instructor", "Name who reads, or read, in this offering.")
        }
        guard reader != successor, states[successor] == .enrolled else {
            throw Invalid(
                "/to_id", "not-an-instructor", "Name another instructor of this offering.")
        }
    }
}

extension Act {
    private func isRecused(_ successor: ID<Person>) -> SQL {
        """
        EXISTS (SELECT 1 FROM recusal WHERE recusal.institution_id = assignment.institution_id
            AND recusal.offering_id = assignment.offering_id
            AND recusal.reader_id = \(successor)
            AND recusal.learner_id = assignment.learner_id)
        """
    }

    fileprivate func moveQueue(
        _ reader: ID<Person>, _ successor: ID<Person>, _ offering: ID<Offering>
    ) -> SQL {
        """
        UPDATE assignment SET version = version + 1,
            reader_id = CASE WHEN \(isRecused(successor)) THEN NULL ELSE \(successor)::uuid END
        WHERE institution_id = \(institution) AND offering_id = \(offering)
            AND reader_id = \(reader) AND state NOT IN ('complete', 'excused')
        RETURNING reader_id
        """
    }

    /// Whoever begins to read where the other was interrupted.
    fileprivate func moveLocks(
        _ reader: ID<Person>, _ successor: ID<Person>, _ offering: ID<Offering>
    ) -> SQL {
        """
        UPDATE reading_lock SET reader_id = \(successor) FROM assignment
        WHERE reading_lock.institution_id = \(institution)
            AND reading_lock.reader_id = \(reader)
            AND assignment.institution_id = reading_lock.institution_id
            AND assignment.id = reading_lock.assignment_id
            AND assignment.offering_id = \(offering) AND NOT \(isRecused(successor))
        """
    }

    /// What is released stays its author's.
    fileprivate func moveDrafts(
        _ reader: ID<Person>, _ successor: ID<Person>, _ offering: ID<Offering>
    ) -> SQL {
        """
        UPDATE feedback SET author_id = \(successor), changed_at = \(now),
            version = feedback.version + 1
        FROM assignment
        WHERE feedback.institution_id = \(institution) AND feedback.author_id = \(reader)
            AND feedback.state <> 'released'
            AND assignment.institution_id = feedback.institution_id
            AND assignment.id = feedback.assignment_id AND assignment.offering_id = \(offering)
            AND NOT \(isRecused(successor))
            AND NOT EXISTS (SELECT 1 FROM feedback held
                WHERE held.institution_id = feedback.institution_id
                    AND held.submission_id = feedback.submission_id
                    AND held.author_id = \(successor))
        RETURNING feedback.id
        """
    }
}
