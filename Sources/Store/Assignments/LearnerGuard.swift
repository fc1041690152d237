import Domain
import Foundation
import Postgres

/// The one check of a unit that writes a learner's text: it locks the assignment and refuses by a
/// code that `LearnerGuard.error` reads. The policy's rows and Domain's rules, in SQL; a test holds
/// them against each other.
enum LearnerGuard {
    static func statement(_ id: ID<Assignment>, _ actor: Actor, at now: Date) -> SQL {
        """
        WITH fact AS MATERIALIZED (
            SELECT assignment.learner_id = \(actor.person) AS own, assignment.state,
                assignment.closes_at, enrollment.state AS enrollment_state,
                exploration.opens_at, exploration.state AS exploration_state,
                NOT EXISTS (SELECT 1 FROM observer_code code
                    WHERE code.institution_id = assignment.institution_id
                        AND code.number = (SELECT max(number) FROM observer_code newest
                            WHERE newest.institution_id = code.institution_id)
                        AND NOT EXISTS (SELECT 1 FROM observer_code_acceptance accepted
                            WHERE accepted.institution_id = code.institution_id
                                AND accepted.number = code.number
                                AND accepted.person_id = assignment.learner_id)) AS accepted
            FROM assignment
            JOIN enrollment ON enrollment.institution_id = assignment.institution_id
                AND enrollment.id = assignment.enrollment_id
            JOIN exploration ON exploration.institution_id = assignment.institution_id
                AND exploration.id = assignment.exploration_id
            WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
            FOR NO KEY UPDATE OF assignment)
        SELECT CASE
            WHEN NOT coalesce(bool_or(own), false) THEN refuse('not-own')
            WHEN bool_or(enrollment_state IN ('withdrawn', 'dropped', 'on_leave'))
                THEN refuse('enrollment-ended')
            WHEN bool_or(exploration_state <> 'published') THEN refuse('exploration-withdrawn')
            WHEN bool_or(state = 'excused') THEN refuse('excused')
            WHEN bool_or(state = 'complete') THEN refuse('already-complete')
            WHEN bool_or(opens_at > \(now)) THEN refuse('not-open')
            WHEN bool_or(closes_at <= \(now) AND state <> 'returned') THEN refuse('closed')
            WHEN NOT bool_and(accepted) THEN refuse('observer-code-not-accepted')
        END FROM fact
        """
    }

    /// What the first draft or field note makes of the assignment.
    static func exploring(_ id: ID<Assignment>, _ actor: Actor, at now: Date) -> SQL {
        """
        UPDATE assignment SET state = 'exploring', changed_at = \(now), version = version + 1
        WHERE institution_id = \(actor.institution) AND id = \(id)
            AND state IN ('assigned', 'missing')
        """
    }

    /// What the code means; nil for one that isn't of this guard.
    static func error(_ code: String) -> (any Error)? {
        if let refusal = Assignment.Refusal(rawValue: code) { return refusal }
        if let refusal = Exploration.Refusal(rawValue: code) { return refusal }
        if let refusal = Reflection.Refusal(rawValue: code) { return refusal }
        return code == "precondition-failed" ? PreconditionFailed() : nil
    }
}

extension Records {
    /// A unit of a learner on their own assignment. Whoever sees the assignment but doesn't own it
    /// is told that; to everyone else it isn't there.
    func writeAsLearner(
        _ id: ID<Assignment>, _ verb: Verb, by actor: Actor, _ statements: [SQL]
    ) async throws -> [Rows] {
        guard actor.covers(verb.scope) else { throw Policy.Refusal.insufficientScope }
        do {
            return try await write(actor.institution, statements)
        } catch let error as PostgresError {
            guard let code = error.refusal else { throw error }
            guard code == "not-own" else { throw LearnerGuard.error(code) ?? error }
            _ = try await assignment(id, by: actor)
            throw verb.isSeenByStaff ? Policy.Refusal.notAllowed as any Error : NotFound()
        }
    }
}

extension Act {
    /// The guard in a transaction, of a learner who is known to own the assignment.
    func holdToWrite(_ id: ID<Assignment>) async throws {
        do {
            try await run(LearnerGuard.statement(id, actor, at: now))
        } catch let error as PostgresError {
            guard let code = error.refusal else { throw error }
            throw code == "not-own" ? NotFound() : LearnerGuard.error(code) ?? error
        }
    }
}

extension Verb {
    /// Drafts aren't: that there is one is the learner's alone.
    fileprivate var isSeenByStaff: Bool { self == .submit }
}
