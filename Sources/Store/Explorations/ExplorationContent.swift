import Domain
import Foundation
import Postgres

extension Exploration.Content {
    /// The policy to add: nil when it stays, refused when it would disfavor anyone.
    func policy(replacing old: ExplorationRecord) throws -> LatePolicy? {
        let isSame =
            latePolicy
            == LatePolicy(
                number: latePolicy.number, kind: old.latePolicy.kind,
                graceMinutes: old.latePolicy.graceMinutes, deduction: old.latePolicy.deduction,
                floor: old.latePolicy.floor,
                closesAfterMinutes: old.latePolicy.closesAfterMinutes,
                takesLastDraft: old.latePolicy.takesLastDraft)
        guard old.exploration.state == .draft else {
            try check(replacing: old.content)
            return isSame ? nil : try old.latePolicy.replaced(by: latePolicy)
        }
        return isSame ? nil : latePolicy.numbered(old.latePolicy.number + 1)
    }

    /// Which of the communities and the rubric version this institution has.
    func knownParts(_ actor: Actor) -> SQL {
        """
        SELECT 'community' AS kind, id, status, access FROM community
        WHERE institution_id = \(actor.institution) AND id = ANY(\(communities)::uuid[])
        UNION ALL
        SELECT 'rubric', id, NULL, NULL FROM rubric_version
        WHERE institution_id = \(actor.institution) AND id = \(rubricVersion)
        """
    }

    func check(against known: Rows) throws {
        var statuses: [UUID: (Community.Status, Community.Access)] = [:]
        var isRubricKnown = rubricVersion == nil
        for row in known {
            let kind: String = try row["kind"]
            if kind == "rubric" {
                isRubricKnown = true
            } else {
                statuses[try row["id"]] = (try row["status"], try row["access"])
            }
        }
        var faults: [Invalid.Fault] = []
        for (place, id) in communities.enumerated() {
            let fault = Self.fault(statuses[id.rawValue]).map { code, detail in
                Invalid.Fault(pointer: "/community_ids/\(place)", code: code, detail: detail)
            }
            if let fault { faults.append(fault) }
        }
        if !isRubricKnown {
            faults.append(
                Invalid.Fault(
                    pointer: "/rubric_version_id", code: "unknown",
                    detail: "Name a version of a rubric of this institution."))
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    private static func fault(
        _ known: (Community.Status, Community.Access)?
    ) -> (code: String, detail: String)? {
        guard let (status, access) = known else {
            return ("unknown", "Name a community of this institution's catalog.")
        }
        guard !Community.isObservable(status, access) else { return nil }
        return (
            "not-observable",
            "This community can't be assigned: it is \(status.rawValue), read by \(access.rawValue)."
        )
    }

    func insert(
        _ id: ID<Exploration>, _ offering: ID<Offering>, _ author: ID<Person>, _ act: Act
    ) -> SQL {
        """
        INSERT INTO exploration (institution_id, id, offering_id, position, title, prompt,
            counts_as, points_thousandths, is_blind, rubric_version_id, opens_at, due_at,
            words_least, words_most, created_by, created_at)
        SELECT \(act.institution), \(id), \(offering), coalesce(max(position), 0) + 1, \(title),
            \(prompt), \(countsAs.code), \(countsAs.worth), \(isBlind), \(rubricVersion),
            \(opensAt), \(dueAt), \(wordsLeast), \(wordsMost), \(author), \(act.now)
        FROM exploration WHERE institution_id = \(act.institution) AND offering_id = \(offering)
        """
    }

    func update(_ id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        UPDATE exploration SET title = \(title), prompt = \(prompt),
            counts_as = \(countsAs.code), points_thousandths = \(countsAs.worth),
            is_blind = \(isBlind), rubric_version_id = \(rubricVersion), opens_at = \(opensAt),
            due_at = \(dueAt), words_least = \(wordsLeast), words_most = \(wordsMost),
            version = version + 1
        WHERE institution_id = \(actor.institution) AND id = \(id)
        """
    }

    func removeCommunities(of id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        DELETE FROM exploration_community
        WHERE institution_id = \(actor.institution) AND exploration_id = \(id)
            AND community_id <> ALL(\(communities)::uuid[])
        """
    }

    func communities(of id: ID<Exploration>, _ actor: Actor) -> SQL {
        """
        INSERT INTO exploration_community (institution_id, exploration_id, community_id)
        SELECT \(actor.institution), \(id), community FROM unnest(\(communities)::uuid[]) community
        ON CONFLICT DO NOTHING
        """
    }
}

extension LatePolicy {
    func numbered(_ number: Int) -> LatePolicy {
        LatePolicy(
            number: number, kind: kind, graceMinutes: graceMinutes, deduction: deduction,
            floor: floor, closesAfterMinutes: closesAfterMinutes, takesLastDraft: takesLastDraft)
    }

    func insert(_ exploration: ID<Exploration>, _ author: ID<Person>, _ act: Act) -> SQL {
        """
        INSERT INTO late_policy (institution_id, exploration_id, number, kind, grace_minutes,
            deduction_thousandths, floor_thousandths, closes_after_minutes, takes_last_draft,
            set_by, set_at)
        VALUES (\(act.institution), \(exploration), \(number), \(kind), \(graceMinutes),
            \(deduction), \(floor), \(closesAfterMinutes), \(takesLastDraft), \(author),
            \(act.now))
        """
    }
}
