package import Domain
package import Foundation
import Postgres

/// An exploration with the late policy that holds for it.
package struct ExplorationRecord: Sendable, Equatable {
    package let exploration: Exploration
    package let latePolicy: LatePolicy

    var content: Exploration.Content { exploration.content(latePolicy) }
}

extension Records {
    /// In the order of the schedule. Learners see what is published.
    package func explorations(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ExplorationRecord> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(ExplorationRecord.columns(actor)) FROM exploration
            \(ExplorationRecord.latestPolicy)
            WHERE exploration.institution_id = \(actor.institution)
                AND exploration.offering_id = \(offering)
                AND (exploration.state = 'published' OR \(Self.isStaff(actor, of: offering)))
                AND (exploration.position, exploration.id)
                    > (\(try page.position() ?? -1),
                        \(try page.id() ?? .zero))
            ORDER BY exploration.position, exploration.id LIMIT \(page.limit + 1)
            """)
        try Self.check(.readExploration, by: actor, rows[0])
        return Page(try rows[1].map(ExplorationRecord.init), of: page) {
            ["\($0.exploration.position)", $0.exploration.id.description]
        }
    }

    package func exploration(
        _ id: ID<Exploration>, by actor: Actor
    ) async throws -> ExplorationRecord {
        let row = try await read(actor.institution, ExplorationRecord.one(id, actor))[0].one()
        let ties = try Ties(offering: row)
        try Policy.check(.readExploration, by: actor, ties)
        let record = try ExplorationRecord(row)
        guard
            record.exploration.state == .published
                || Policy.allows(.listAssignments, by: actor, ties)
        else { throw NotFound() }
        return record
    }

    /// A draft that only staff see, at the end of the schedule.
    package func createExploration(
        _ content: Exploration.Content, in offering: ID<Offering>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Exploration> {
        try content.check()
        guard let author = actor.person else { throw Policy.Refusal.notAllowed }
        return try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([
                Self.offeringTies(actor, offering), content.knownParts(actor),
            ])
            try Self.check(.editExploration, by: actor, facts[0])
            try content.check(against: facts[1])
            let id: ID<Exploration> = act.newID()
            act.queue(content.insert(id, offering, author, act))
            act.queue(content.communities(of: id, actor))
            act.queue(content.latePolicy.insert(id, author, act))
            try act.audit("exploration.created", id, ["offering": offering.description])
            return id
        }
    }

    /// Takes it back: learners see it no longer, and it counts no more. Refused once anyone has a
    /// grade in it. Withdrawing it twice is withdrawing it once.
    package func withdraw(
        _ id: ID<Exploration>, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(ExplorationRecord.locked(id, actor)).one()
            try Policy.check(.editExploration, by: actor, Ties(offering: row))
            let old = try ExplorationRecord(row).exploration
            guard old.state != .withdrawn else { return }
            guard old.version == version else { throw PreconditionFailed() }
            guard old.state == .published else { throw Exploration.Refusal.notPublished }
            try await act.requireUngraded(id)
            act.queue(
                """
                UPDATE exploration SET state = 'withdrawn', version = version + 1
                WHERE institution_id = \(act.institution) AND id = \(id)
                """)
            try act.audit("exploration.withdrawn", id)
        }
    }

    /// While it is a draft everything may change; afterwards nothing that disfavors a learner.
    /// Due times of its assignments move with it, and never to an earlier time.
    package func edit(
        _ id: ID<Exploration>, to content: Exploration.Content, version: Int, by actor: Actor,
        at now: Date
    ) async throws {
        try content.check()
        guard let author = actor.person else { throw Policy.Refusal.notAllowed }
        try await act(by: actor, at: now) { act in
            let facts = try await act.run([
                ExplorationRecord.locked(id, actor), content.knownParts(actor),
            ])
            let row = try facts[0].one()
            try Policy.check(.editExploration, by: actor, Ties(offering: row))
            let old = try ExplorationRecord(row)
            guard old.exploration.version == version else { throw PreconditionFailed() }
            guard old.exploration.state != .withdrawn else { throw Exploration.Refusal.withdrawn }
            try content.check(against: facts[1])
            let policy = try content.policy(replacing: old)
            act.queue(content.update(id, actor))
            act.queue(content.removeCommunities(of: id, actor))
            act.queue(content.communities(of: id, actor))
            if let policy { act.queue(policy.insert(id, author, act)) }
            if old.exploration.state == .published { try await act.redue(exploration: id) }
            try act.audit(
                policy == nil ? "exploration.edited" : "exploration.late_policy_waived", id)
        }
    }
}

extension Act {
    /// The assignments are held, so that no release comes between.
    fileprivate func requireUngraded(_ id: ID<Exploration>) async throws {
        let graded = try await run([
            """
            SELECT id FROM assignment WHERE institution_id = \(institution)
                AND exploration_id = \(id) ORDER BY id FOR NO KEY UPDATE
            """,
            """
            SELECT entry.entry FROM assignment JOIN LATERAL (SELECT entry FROM grade_entry
                WHERE grade_entry.institution_id = assignment.institution_id
                    AND grade_entry.enrollment_id = assignment.enrollment_id
                    AND grade_entry.assignment_id = assignment.id
                ORDER BY seq DESC LIMIT 1) entry ON true
            WHERE assignment.institution_id = \(institution)
                AND assignment.exploration_id = \(id)
            """,
        ])[1]
        let stands = try graded.contains {
            try GradeEntry.stored(try $0["entry"]).reason != .releaseWithdrawn
        }
        guard !stands else { throw Exploration.Refusal.alreadyGraded }
    }
}
