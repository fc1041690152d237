package import Domain
package import Foundation
import Postgres

extension Records {
    /// Names who reads a learner's work; nil: nobody, and then every instructor may.
    package func nameReader(
        _ reader: ID<Person>?, of id: ID<Assignment>, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let facts = try await act.run([
                AssignmentRecord.locked(id, actor), Self.readers(actor, of: id),
            ])
            var assignment = try Self.checked(facts[0], .nameReader, actor)
            guard assignment.version == version else { throw PreconditionFailed() }
            var instructors: [ID<Person>: Bool] = [:]
            for row in facts[1] { instructors[try row["person_id"]] = try row["is_recused"] }
            if let reader, instructors[reader] == nil {
                throw Invalid(
                    "/reader_id", "not-an-instructor", "Name an instructor of this offering.")
            }
            let recused = Set(instructors.filter(\.value).keys)
            try assignment.name(reader: reader, recusals: recused)
            act.queue(assignment.update(act))
            try act.audit("assignment.reader_named", id, ["reader": reader?.description ?? ""])
        }
    }

    /// More time for one assignment, which opens it again where it had closed.
    package func extend(
        _ id: ID<Assignment>, until dueAt: Date, closesAt: Date? = nil,
        reason: Extension.Reason, by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<Extension> {
        if let closesAt, closesAt < dueAt {
            throw Invalid("/closes_at", "before-due", "Close at the due time or later.")
        }
        return try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([AssignmentRecord.locked(id, actor)])
            let assignment = try Self.checked(facts[0], .extend, actor)
            guard dueAt.timeIntervalSince(assignment.dueAt) <= 366 * 86_400 else {
                throw Invalid("/due_at", "too-far", "Give at most a year more.")
            }
            guard dueAt > assignment.dueAt else {
                throw Invalid(
                    "/due_at", "not-later", "Choose a time after the one that holds now.")
            }
            let made: ID<Extension> = act.newID()
            act.queue(
                """
                INSERT INTO extension (institution_id, id, assignment_id, due_at, closes_at,
                    reason_code, granted_by, granted_at)
                VALUES (\(act.institution), \(made), \(id), \(dueAt), \(closesAt), \(reason),
                    \(actor.person), \(act.now))
                """)
            try await act.redue(assignment: id)
            try act.audit("assignment.extended", id, ["reason": reason.rawValue])
            return made
        }
    }

    /// Nothing is expected of the learner here, and it doesn't count.
    package func excuse(
        _ id: ID<Assignment>, reason: Extension.Reason, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Assignment> {
        return try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([AssignmentRecord.locked(id, actor)])
            var assignment = try Self.checked(facts[0], .excuse, actor)
            try assignment.excuse()
            let made: ID<Excuse> = act.newID()
            act.queue(
                """
                INSERT INTO excuse (institution_id, id, assignment_id, reason_code, granted_by,
                    granted_at)
                VALUES (\(act.institution), \(made), \(id), \(reason), \(actor.person), \(act.now))
                """)
            act.queue(assignment.update(act))
            try act.audit("assignment.excused", id, ["reason": reason.rawValue])
            return id
        }
    }

    /// The assignment of a locked row, when the actor may do that with it.
    static func checked(_ rows: Rows, _ verb: Verb, _ actor: Actor) throws -> Assignment {
        let row = try rows.one()
        try Policy.check(verb, by: actor, Ties(work: row))
        return try Assignment(row)
    }

    /// The instructors of an assignment's offering, and whether they assess its learner.
    private static func readers(_ actor: Actor, of id: ID<Assignment>) -> SQL {
        """
        SELECT enrollment.person_id, recusal.reader_id IS NOT NULL AS is_recused FROM assignment
        JOIN enrollment ON enrollment.institution_id = assignment.institution_id
            AND enrollment.offering_id = assignment.offering_id
            AND enrollment.role = 'instructor' AND enrollment.state = 'enrolled'
        LEFT JOIN recusal ON recusal.institution_id = assignment.institution_id
            AND recusal.offering_id = assignment.offering_id
            AND recusal.reader_id = enrollment.person_id
            AND recusal.learner_id = assignment.learner_id
        WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
        """
    }
}

extension Assignment {
    /// What a move may have changed. The row is locked.
    func update(_ act: Act) -> SQL {
        """
        UPDATE assignment SET state = \(state), reader_id = \(reader),
            submissions = \(submissions), changed_at = \(act.now), version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(id)
        """
    }
}
