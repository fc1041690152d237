import Domain
import Foundation
import Postgres

extension ExplorationRecord {
    /// Nobody's accommodation or state changes unseen until their assignment is there.
    func heldLearners(_ actor: Actor) -> SQL {
        """
        SELECT id FROM enrollment
        WHERE institution_id = \(actor.institution)
            AND offering_id = \(exploration.offering) AND role = 'learner'
        ORDER BY id FOR SHARE
        """
    }

    /// Everyone who learns in the offering, with what decides their due time.
    func learners(_ actor: Actor) -> SQL {
        """
        SELECT \(DeadlineFacts.columns) FROM enrollment
        JOIN exploration ON exploration.institution_id = enrollment.institution_id
            AND exploration.id = \(exploration.id)
        \(Self.latestPolicy)
        JOIN offering ON offering.institution_id = enrollment.institution_id
            AND offering.id = enrollment.offering_id
        LEFT JOIN assignment ON assignment.institution_id = enrollment.institution_id
            AND assignment.exploration_id = exploration.id
            AND assignment.enrollment_id = enrollment.id
        \(DeadlineFacts.extensions)
        WHERE enrollment.institution_id = \(actor.institution)
            AND enrollment.offering_id = \(exploration.offering)
            AND enrollment.role = 'learner'
        ORDER BY enrollment.id
        """
    }

    func catalogued(_ actor: Actor) -> SQL {
        """
        SELECT id, status, access FROM community
        WHERE institution_id = \(actor.institution)
            AND id = ANY(\(exploration.communities)::uuid[]) ORDER BY id
        """
    }

    func usedCodes(_ actor: Actor) -> SQL {
        """
        SELECT blind_code FROM assignment
        WHERE institution_id = \(actor.institution) AND exploration_id = \(exploration.id)
            AND blind_code IS NOT NULL
        """
    }

    /// Communities change after an exploration was written: asked again at the publication.
    func observable(
        _ rows: Rows, _ publication: Publication
    ) throws -> [ID<Community>] {
        guard !rows.isEmpty else { throw Exploration.Refusal.noCommunity }
        return try rows.map { row in
            let access: Community.Access = try row["access"]
            guard Community.isObservable(try row["status"], access) else {
                throw Exploration.Refusal.communityNotObservable
            }
            guard access == .public || publication.isAccountArranged else {
                throw Exploration.Refusal.accountNotArranged
            }
            return try row["id"]
        }
    }
}

extension [Given] {
    func inserts(_ record: ExplorationRecord, _ act: Act) -> [SQL] {
        guard !isEmpty else { return [] }
        return [
            """
            INSERT INTO assignment (institution_id, id, offering_id, exploration_id,
                enrollment_id, learner_id, community_id, blind_code, due_at, closes_at,
                assigned_at, changed_at)
            SELECT \(act.institution), given.id, \(record.exploration.offering),
                \(record.exploration.id), given.enrollment, given.learner, given.community,
                given.code, given.due_at, given.closes_at, \(act.now), \(act.now)
            FROM unnest(\(map(\.id))::uuid[], \(map(\.enrollment))::uuid[],
                \(map(\.learner))::uuid[], \(map(\.community))::uuid[],
                \(map(\.blindCode))::text[], \(map(\.deadline.dueAt))::timestamptz[],
                \(map(\.deadline.closesAt))::timestamptz[])
                AS given (id, enrollment, learner, community, code, due_at, closes_at)
            """
        ]
    }
}
