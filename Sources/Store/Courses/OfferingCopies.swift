package import Domain
package import Foundation
import Postgres

extension Records {
    /// What a copy would be, with each date; nothing is made.
    package func planCopy(
        of id: ID<Offering>, title: String, startsOn: Day, endsOn: Day? = nil, by actor: Actor
    ) async throws -> OfferingCopy {
        let rows = try await read(
            actor.institution, OfferingRecord.one(id, actor), Self.copied(id, actor))
        return try Self.plan(rows, title, startsOn, endsOn, actor)
    }

    /// Last year's offering once more: its handouts, and its explorations with their communities,
    /// rubrics and late policies, as drafts on shifted days. Sections are the registrar's, and are added to the copy.
    package func copyOffering(
        _ id: ID<Offering>, title: String, startsOn: Day, endsOn: Day? = nil, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<Offering> {
        try await Self.namingTakenClasses {
            try await once(key, by: actor, at: now) { act in
                let rows = try await act.run([
                    OfferingRecord.one(id, actor), Self.copied(id, actor),
                ])
                let plan = try Self.plan(rows, title, startsOn, endsOn, actor)
                try plan.content.check()
                let made: ID<Offering> = act.newID()
                let course: ID<Course> = try rows[0].one()["course_id"]
                act.queue(plan.content.insert(made, course, act))
                act.enrollTeacher(of: made, from: startsOn)
                for statement in act.copies(plan, to: made) { act.queue(statement) }
                try await act.copyHandouts(from: id, to: made)
                try act.audit(
                    "offering.copied", made,
                    ["from": "\(id)", "explorations": "\(plan.parts.count)"])
                return made
            }
        }
    }

    private static func copied(_ id: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT \(ExplorationRecord.columns(actor)) FROM exploration
        \(ExplorationRecord.latestPolicy)
        WHERE exploration.institution_id = \(actor.institution)
            AND exploration.offering_id = \(id)
        ORDER BY exploration.position, exploration.id
        """
    }

    /// Whoever copies makes an offering, and sees the drafts of the old one.
    private static func plan(
        _ rows: [Rows], _ title: String, _ startsOn: Day, _ endsOn: Day?, _ actor: Actor
    ) throws -> OfferingCopy {
        let row = try rows[0].one()
        try Policy.check(.editOffering, by: actor, Ties(offering: row))
        try Policy.check(.createOffering, by: actor)
        return OfferingCopy(
            of: try OfferingRecord(row).offering,
            try rows[1].map { try ExplorationRecord($0).exploration }, title: title,
            startsOn: startsOn, endsOn: endsOn)
    }
}

extension Act {
    fileprivate func copies(_ plan: OfferingCopy, to offering: ID<Offering>) -> [SQL] {
        let ids: [ID<Exploration>] = plan.parts.map { _ in newID() }
        let pairs: SQL = """
            unnest(\(ids)::uuid[], \(plan.parts.map(\.exploration))::uuid[],
                \(plan.parts.map(\.opensAt))::timestamptz[],
                \(plan.parts.map(\.dueAt))::timestamptz[]) AS copy (id, source, opens_at, due_at)
            """
        return [
            """
            INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt,
                counts_as, points_thousandths, is_blind, rubric_version_id, opens_at, due_at,
                words_least, words_most, created_by, created_at)
            SELECT \(institution), copy.id, \(offering), source.position, source.title,
                source.prompt, source.counts_as, source.points_thousandths, source.is_blind,
                source.rubric_version_id, copy.opens_at, copy.due_at, source.words_least,
                source.words_most, coalesce(\(actor.person)::uuid, source.created_by), \(now)
            FROM \(pairs) JOIN exploration source
                ON source.institution_id = \(institution) AND source.id = copy.source
            """,
            """
            INSERT INTO exploration_community (institution_id, exploration_id, community_id)
            SELECT \(institution), copy.id, part.community_id
            FROM \(pairs) JOIN exploration_community part
                ON part.institution_id = \(institution) AND part.exploration_id = copy.source
            """,
            """
            INSERT INTO late_policy (institution_id, exploration_id, number, kind, grace_minutes,
                deduction_thousandths, floor_thousandths, closes_after_minutes, takes_last_draft,
                set_by, set_at)
            SELECT DISTINCT ON (copy.id) \(institution), copy.id, 1, old.kind, old.grace_minutes,
                old.deduction_thousandths, old.floor_thousandths, old.closes_after_minutes,
                old.takes_last_draft, coalesce(\(actor.person)::uuid, old.set_by), \(now)
            FROM \(pairs) JOIN late_policy old
                ON old.institution_id = \(institution) AND old.exploration_id = copy.source
            ORDER BY copy.id, old.number DESC
            """,
        ]
    }
}
