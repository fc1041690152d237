import Domain
import Foundation
import Postgres

extension ExplorationRecord {
    /// The latest number of a policy holds.
    static let latestPolicy: SQL = """
        JOIN late_policy policy ON policy.institution_id = exploration.institution_id
            AND policy.exploration_id = exploration.id
            AND policy.number = (SELECT max(number) FROM late_policy latest
                WHERE latest.institution_id = exploration.institution_id
                    AND latest.exploration_id = exploration.id)
        """

    static func columns(_ actor: Actor) -> SQL {
        """
        exploration.id, exploration.offering_id, exploration.position, exploration.title,
        exploration.prompt, exploration.counts_as, exploration.points_thousandths,
        exploration.is_blind, exploration.rubric_version_id, exploration.opens_at,
        exploration.due_at, exploration.words_least, exploration.words_most, exploration.state,
        exploration.published_at, exploration.version,
        ARRAY(SELECT community_id FROM exploration_community part
            WHERE part.institution_id = exploration.institution_id
                AND part.exploration_id = exploration.id ORDER BY community_id) AS communities,
        \(LatePolicy.columns),
        \(Ties.columns(actor, offering: "exploration.offering_id"))
        """
    }

    static func one(_ id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)) FROM exploration \(latestPolicy)
        WHERE exploration.institution_id = \(actor.institution) AND exploration.id = \(id)
        """
    }

    /// Before its assignments in the order of locks.
    static func locked(_ id: ID<Exploration>, _ actor: Actor) -> SQL {
        "\(one(id, actor)) FOR NO KEY UPDATE OF exploration"
    }

    init(_ row: Row) throws {
        let communities: [ID<Community>] = try row["communities"]
        self.init(
            exploration: Exploration(
                id: try row["id"], offering: try row["offering_id"],
                position: try row["position"], title: try row["title"],
                prompt: try row["prompt"], communities: communities, countsAs: try CountsAs(row),
                isBlind: try row["is_blind"], rubricVersion: try row["rubric_version_id"],
                opensAt: try row["opens_at"], dueAt: try row["due_at"],
                wordsLeast: try row["words_least"], wordsMost: try row["words_most"],
                state: try row["state"], publishedAt: try row["published_at"],
                version: try row["version"]),
            latePolicy: try LatePolicy(policy: row))
    }
}

extension Exploration {
    /// Of rows named `exploration` and `offering`: until grades are final, its readers see codes.
    static let isStillBlind: SQL = "(exploration.is_blind AND offering.finalized_at IS NULL)"
}

extension CountsAs {
    /// Of an exploration's columns `counts_as` and `points_thousandths`.
    init(_ row: Row) throws {
        guard
            let counts = Self(
                code: try row["counts_as"], worth: try row["points_thousandths"])
        else { throw DecodingFailure(of: CountsAs.self) }
        self = counts
    }
}

extension UUID {
    /// Before every other.
    static let zero = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}

extension LatePolicy {
    /// Of the columns that `ExplorationRecord.latestPolicy` joins.
    init(policy row: Row) throws {
        self.init(
            number: try row["policy_number"], kind: try row["policy_kind"],
            graceMinutes: try row["grace_minutes"], deduction: try row["deduction_thousandths"],
            floor: try row["floor_thousandths"],
            closesAfterMinutes: try row["closes_after_minutes"],
            takesLastDraft: try row["takes_last_draft"])
    }

    static let columns: SQL = """
        policy.number AS policy_number, policy.kind AS policy_kind, policy.grace_minutes,
        policy.deduction_thousandths, policy.floor_thousandths, policy.closes_after_minutes,
        policy.takes_last_draft
        """
}
