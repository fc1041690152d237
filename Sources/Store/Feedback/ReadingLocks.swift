package import Domain
package import Foundation
import Postgres

extension Records {
    /// Who reads the work of a submission now; nil: nobody.
    package func readingLock(
        on submission: ID<Submission>, by actor: Actor, at now: Date
    ) async throws -> ReadingLock? {
        let rows = try await read(
            actor.institution, FeedbackFacts.assignment(of: submission, actor, locks: false),
            ReadingLock.held(of: submission, in: actor.institution, at: now))
        try Policy.check(.writeFeedback, by: actor, Ties(work: rows[0].one()))
        return try rows[1].first.map(ReadingLock.init)
    }

    /// Says that the actor reads it, or still does. Refused while another reader holds it.
    package func beginReading(
        _ submission: ID<Submission>, by actor: Actor, at now: Date
    ) async throws -> ReadingLock {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(
                FeedbackFacts.assignment(of: submission, actor, locks: true)
            ).one()
            try Policy.check(.writeFeedback, by: actor, Ties(work: row))
            guard try await act.lockReading(of: try row["id"]) else {
                throw ReadingLock.Refusal.beingRead
            }
            let held = try await act.run(
                ReadingLock.held(of: submission, in: act.institution, at: now))
            return try ReadingLock(held.one())
        }
    }

    /// Ends the actor's own lock; where there is none, nothing changes.
    package func endReading(
        _ submission: ID<Submission>, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(
                FeedbackFacts.assignment(of: submission, actor, locks: true)
            ).one()
            try Policy.check(.writeFeedback, by: actor, Ties(work: row))
            act.queue(
                """
                DELETE FROM reading_lock WHERE institution_id = \(act.institution)
                    AND assignment_id = \(try row["id"] as ID<Assignment>)
                    AND reader_id = \(actor.person)
                """)
        }
    }
}

extension Act {
    /// Takes or renews the actor's lock; false where another holds it. The assignment's row is held.
    func lockReading(of assignment: ID<Assignment>) async throws -> Bool {
        let until = now.addingTimeInterval(ReadingLock.time)
        let ahead = now.addingTimeInterval(Records.clocksApart)
        let taken = try await run(
            """
            INSERT INTO reading_lock (institution_id, assignment_id, reader_id, taken_at, until)
            VALUES (\(institution), \(assignment), \(actor.person), \(now), \(until))
            ON CONFLICT (institution_id, assignment_id) DO UPDATE
                SET reader_id = excluded.reader_id, taken_at = excluded.taken_at,
                    until = excluded.until
                WHERE reading_lock.reader_id = excluded.reader_id
                    OR reading_lock.until <= excluded.taken_at
                    OR reading_lock.taken_at > \(ahead)
            RETURNING reader_id
            """)
        return taken.first != nil
    }
}

extension ReadingLock {
    /// For rows named `assignment`: the lock that holds, under `lock`, and its reader's name.
    static func join(at now: Date) -> SQL {
        """
        LEFT JOIN reading_lock lock ON lock.institution_id = assignment.institution_id
            AND lock.assignment_id = assignment.id AND lock.until > \(now)
            AND lock.taken_at <= \(now.addingTimeInterval(Records.clocksApart))
        LEFT JOIN person locker ON locker.institution_id = lock.institution_id
            AND locker.id = lock.reader_id
        """
    }

    static func held(
        of submission: ID<Submission>, in institution: ID<Institution>, at now: Date
    ) -> SQL {
        """
        SELECT lock.assignment_id AS lock_assignment, lock.reader_id AS lock_reader,
            lock.until AS lock_until, locker.chosen_name AS lock_name
        FROM submission made JOIN assignment
            ON assignment.institution_id = made.institution_id
            AND assignment.id = made.assignment_id
        \(join(at: now))
        WHERE made.institution_id = \(institution) AND made.id = \(submission)
            AND lock.reader_id IS NOT NULL
        """
    }

    init(_ row: Row) throws {
        self.init(
            assignment: try row["lock_assignment"], reader: try row["lock_reader"],
            readerName: try row["lock_name"], until: try row["lock_until"])
    }
}
