package import Domain
package import Foundation
import Postgres

extension Records {
    /// More time for everyone who has the exploration, or for those who are named: for work that is
    /// still open and due sooner. Answers how many got it.
    package func extend(
        _ exploration: ID<Exploration>, for learners: [ID<Enrollment>]? = nil, until dueAt: Date,
        closesAt: Date? = nil, reason: Extension.Reason, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> Int {
        if let closesAt, closesAt < dueAt {
            throw Invalid("/closes_at", "before-due", "Close at the due time or later.")
        }
        return try await once(key, by: actor, at: now) { act in
            let row = try await act.run(ExplorationRecord.one(exploration, actor)).one()
            try Policy.check(.extend, by: actor, Ties(offering: row))
            let found = try ExplorationRecord(row).exploration
            // How many of those who were named got it tells who has handed in.
            let isReader = try Ties(offering: row).enrolledAs == .instructor
            guard learners == nil || !found.isBlind || !isReader else {
                throw Offering.Refusal.askTheOffice
            }
            let common = found.dueAt
            guard dueAt.timeIntervalSince(common) <= 366 * 86_400 else {
                throw Invalid("/due_at", "too-far", "Give at most a year more.")
            }
            let chosen: SQL =
                learners.map { "AND enrollment_id = ANY(\($0)::uuid[])" } ?? ""
            let held = try await act.run(
                """
                SELECT enrollment_id, \(Ties.workColumns(actor)) FROM assignment
                WHERE institution_id = \(act.institution) AND exploration_id = \(exploration)
                    \(chosen)
                """)
            try Self.checkNamed(learners ?? [], among: held, by: actor)
            let given = try await act.lengthen(
                "assignment.exploration_id = \(exploration) \(chosen) AND due_at < \(dueAt)",
                to: "\(dueAt)::timestamptz", closesAt, reason)
            try await act.redue(exploration: exploration)
            try act.audit(
                "exploration.extended", exploration,
                ["reason": reason.rawValue, "learners": "\(given)"])
            return given
        }
    }

    /// Each that was named has it, and the actor assesses each.
    private static func checkNamed(
        _ learners: [ID<Enrollment>], among held: Rows, by actor: Actor
    ) throws {
        var may: [ID<Enrollment>: Bool] = [:]
        for row in held {
            may[try row["enrollment_id"]] = Policy.allows(.extend, by: actor, try Ties(work: row))
        }
        let faults = learners.enumerated().compactMap { place, id -> Invalid.Fault? in
            guard may[id] != true else { return nil }
            let said =
                may[id] == nil
                ? ("not-assigned", "Name a learner who has this exploration.")
                : ("recused", "Someone else gives this learner more time.")
            return Invalid.Fault(
                pointer: "/enrollment_ids/\(place)", code: said.0, detail: said.1)
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    /// Records when the service was down, and gives the time back to everyone whose open work was
    /// due in it, or within a day after it.
    package func recordOutage(
        from startedAt: Date, to endedAt: Date, of offering: ID<Offering>, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> Outage {
        guard let person = actor.person else { throw Policy.Refusal.notAllowed }
        try Outage.check(startedAt, endedAt, at: now)
        let length = endedAt.timeIntervalSince(startedAt)
        let id = try await once(key, by: actor, at: now) { act in
            try Self.check(
                .extend, by: actor, try await act.run(Self.offeringTies(actor, offering)))
            let id: ID<Outage> = act.newID()
            let given = try await act.lengthen(
                """
                assignment.offering_id = \(offering) AND due_at >= \(startedAt)
                    AND due_at <= \(endedAt.addingTimeInterval(86_400))
                """,
                to: """
                    greatest(due_at, \(endedAt)) + make_interval(secs => \(length))
                    """, nil, .outage)
            try await act.redue(offering: offering)
            act.queue(
                """
                INSERT INTO outage (institution_id, id, offering_id, started_at, ended_at,
                    extended, recorded_by, recorded_at)
                VALUES (\(act.institution), \(id), \(offering), \(startedAt), \(endedAt),
                    \(given), \(person), \(now))
                """)
            try act.audit("outage.recorded", id, ["extended": "\(given)"])
            return id
        }
        let rows = try await read(actor.institution, Outage.rows("id = \(id)", of: offering, actor))
        return try Outage(rows[0].one(), of: offering)
    }

    /// The latest first.
    package func outages(of offering: ID<Offering>, by actor: Actor) async throws -> [Outage] {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            Outage.rows("true", of: offering, actor))
        try Self.check(.listAssignments, by: actor, rows[0])
        return try rows[1].map { try Outage($0, of: offering) }
    }
}

extension Outage {
    static func rows(
        _ which: SQL, of offering: ID<Offering>, _ actor: Actor
    ) -> SQL {
        """
        SELECT id, started_at, ended_at, extended, recorded_by, recorded_at FROM outage
        WHERE institution_id = \(actor.institution) AND offering_id = \(offering) AND \(which)
        ORDER BY started_at DESC, id DESC LIMIT 200
        """
    }

    init(_ row: Row, of offering: ID<Offering>) throws {
        self.init(
            id: try row["id"], offering: offering, startedAt: try row["started_at"],
            endedAt: try row["ended_at"], extended: try row["extended"],
            recordedBy: try row["recorded_by"], recordedAt: try row["recorded_at"])
    }
}

extension Act {
    /// An extension for each open assignment that `which` says; how many there are. The learners
    /// see each, and the record has a line for each.
    fileprivate func lengthen(
        _ which: SQL, to dueAt: SQL, _ closesAt: Date?, _ reason: Extension.Reason
    ) async throws -> Int {
        let held = try await run([
            """
            SELECT id FROM assignment WHERE institution_id = \(institution) AND \(which)
            ORDER BY id FOR NO KEY UPDATE
            """,
            """
            SELECT id FROM assignment WHERE institution_id = \(institution) AND \(which)
                AND state IN ('assigned', 'exploring', 'returned', 'missing') ORDER BY id
            """,
        ])[1]
        let assignments: [ID<Assignment>] = try held.map { try $0["id"] }
        let ids: [ID<Extension>] = assignments.map { _ in newID() }
        queue(
            """
            INSERT INTO extension (institution_id, id, assignment_id, due_at, closes_at,
                reason_code, granted_by, granted_at)
            SELECT \(institution), given.id, assignment.id, \(dueAt), \(closesAt), \(reason),
                \(actor.person), \(now)
            FROM unnest(\(ids)::uuid[], \(assignments)::uuid[]) AS given (id, assignment)
            JOIN assignment ON assignment.institution_id = \(institution)
                AND assignment.id = given.assignment
            """)
        try audit(
            "assignment.extended", each: assignments.map { ($0, ["reason": reason.rawValue]) })
        return assignments.count
    }
}
