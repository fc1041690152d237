import Crypto
package import Domain
package import Foundation
import Postgres

/// What one run of the closing did in one institution.
package struct Closing: Sendable, Equatable {
    package let taken: Int
    package let missed: Int

    /// There may be more to do.
    package var isMore: Bool { taken + missed > 0 }

    package init(taken: Int, missed: Int) {
        self.taken = taken
        self.missed = missed
    }
}

extension Records {
    /// After the close, or the end of the offering where work has no close: hands in the last saved
    /// draft where that was said beforehand, and marks the rest as missing. A draft is taken whatever
    /// the privacy screen finds in it: nobody is there to take it out. Safe to run at any time, again,
    /// and on several nodes at once; a batch at a time, so call it until nothing is left.
    package func closeAssignments(
        of institution: ID<Institution>, at now: Date, most: Int = 100
    ) async throws -> Closing {
        let clock = Actor(
            institution: institution, identity: .operator("clock"), requestID: "closing")
        return try await act(by: clock, at: now) { act in
            let rows = try await act.run(Self.closed(act, most))
            let bodies = try await act.lastDrafts(rows.map { try $0["id"] })
            var (taken, missed) = (0, 0)
            for row in rows {
                var assignment = try Assignment(row)
                if try row["takes_last_draft"], let body = bodies[assignment.id],
                    body.contains(where: { !$0.isWhitespace })
                {
                    let number = try assignment.takeLastDraft(at: now)
                    for statement in Self.take(body, number, assignment, row, act) {
                        act.queue(try statement())
                    }
                    taken += 1
                } else {
                    try assignment.miss()
                    try act.audit("assignment.missed", assignment.id)
                    missed += 1
                }
                act.queue(assignment.update(act))
            }
            return Closing(taken: taken, missed: missed)
        }
    }

    /// Skips what another node or a learner holds at this moment: the next run finds it.
    private static func closed(_ act: Act, _ most: Int) -> SQL {
        """
        SELECT assignment.id, assignment.offering_id, assignment.exploration_id,
            assignment.enrollment_id, assignment.learner_id, assignment.community_id,
            assignment.reader_id, assignment.blind_code, assignment.state, assignment.due_at,
            assignment.closes_at, assignment.submissions, assignment.version,
            \(LatePolicy.columns)
        \(waiting(of: act.institution, at: act.now, policy: ExplorationRecord.latestPolicy))
        ORDER BY assignment.closes_at, assignment.id LIMIT \(most)
        FOR NO KEY UPDATE OF assignment SKIP LOCKED
        """
    }

    /// What should be closed by now. `policy`: joined to each exploration.
    static func waiting(
        of institution: ID<Institution>, at now: Date, policy: SQL = ""
    ) -> SQL {
        """
        FROM assignment
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id AND exploration.state = 'published'
        \(policy)
        JOIN enrollment ON enrollment.institution_id = assignment.institution_id
            AND enrollment.id = assignment.enrollment_id
            AND enrollment.state IN ('enrolled', 'added_late', 'auditing')
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        WHERE assignment.institution_id = \(institution)
            AND assignment.state IN ('assigned', 'exploring')
            AND (assignment.closes_at <= \(now) OR assignment.closes_at IS NULL
                AND assignment.due_at <= \(now) AND \(Offering.isOver(at: now)))
        """
    }

    /// The time of it is the close, and it isn't late beyond what the close allows.
    private static func take(
        _ body: String, _ number: Int, _ assignment: Assignment, _ row: Row, _ act: Act
    ) -> [() throws -> SQL] {
        var random = act.randomness
        let id: ID<Submission> = .timeless(random: &random)
        let salt = act.bytes(16)
        let digest = Array(SHA256.hash(data: salt + Array(body.utf8)))
        return [
            {
                """
                INSERT INTO submission (institution_id, id, exploration_id, assignment_id, number,
                    digest, words, submitted_at, due_at, late_policy_number, taken_from_draft)
                VALUES (\(act.institution), \(id), \(assignment.exploration), \(assignment.id),
                    \(number), \(digest), \(Reflection.words(in: body)), \(assignment.closesAt),
                    \(assignment.dueAt), \(try row["policy_number"] as Int), true)
                """
            },
            {
                """
                INSERT INTO submission_text (institution_id, submission_id, salt, body, ai_use)
                VALUES (\(act.institution), \(id), \(salt), \(body), '')
                """
            },
            {
                let audit: ID<Act> = act.newID()
                return try Act.auditRow(
                    "submission.taken_from_draft", id.rawValue,
                    ["assignment": assignment.id.description, "digest": Hex.text(digest)],
                    by: act.actor, at: act.now, id: audit.rawValue)
            },
        ]
    }
}

extension Act {
    /// Asked after the assignments were locked: a draft saved while that waited counts.
    fileprivate func lastDrafts(
        _ ids: [ID<Assignment>]
    ) async throws -> [ID<Assignment>: String] {
        let rows = try await run(
            """
            SELECT assignment_id, body FROM draft_text
            WHERE institution_id = \(institution) AND assignment_id = ANY(\(ids)::uuid[])
            """)
        return try rows.reduce(into: [:]) { $0[try $1["assignment_id"]] = try $1["body"] }
    }
}

extension Offering {
    /// Of a row named `offering`: its last day is past, in its own zone.
    static func isOver(at now: Date) -> SQL {
        "(offering.ends_on + 1)::timestamp AT TIME ZONE offering.zone <= \(now)"
    }
}
