package import Domain
package import Foundation
import Postgres

extension Records {
    /// How far every chain of the institution has come, after a walk that finds it whole. The making
    /// stands in the record.
    package func makeCheckpoint(by actor: Actor, at now: Date) async throws -> Checkpoint {
        let found = try await verify(by: actor, at: now)
        guard found.chains.allSatisfy({ $0.firstBreak == nil }) else {
            throw Checkpoint.Refusal.chainBroken
        }
        let heads = found.chains.map {
            Checkpoint.Head(offering: $0.subject.offering, links: $0.links, digest: $0.digest)
        }
        try await act(by: actor, at: now) { act in
            try act.audit("audit.checkpointed", act.institution, ["chains": "\(heads.count)"])
        }
        return Checkpoint(institution: actor.institution, at: now, heads: heads)
    }

    /// The heads of a checkpoint that the chains of today don't go through. With chains that hold,
    /// none means that nothing up to it was changed.
    package func differences(
        from checkpoint: Checkpoint, by actor: Actor
    ) async throws -> [Checkpoint.Head] {
        try Policy.check(.readAudit, by: actor)
        guard checkpoint.institution == actor.institution else { throw NotFound() }
        var differing: [Checkpoint.Head] = []
        for head in checkpoint.heads where head.links > 0 {
            let rows = try await read(actor.institution, head.digestToday(actor.institution))
            let today: [UInt8]? = try rows[0].first?["digest"]
            if today != head.digest { differing.append(head) }
        }
        return differing
    }
}

extension Verification.Subject {
    fileprivate var offering: ID<Offering>? {
        switch self {
        case .audit: nil
        case .grades(let offering): offering
        }
    }
}

extension Checkpoint.Head {
    fileprivate func digestToday(_ institution: ID<Institution>) -> SQL {
        guard let offering else {
            return """
                SELECT digest FROM audit_seal
                WHERE institution_id = \(institution) AND seq = \(links)
                """
        }
        return """
            SELECT digest FROM grade_entry
            WHERE institution_id = \(institution) AND offering_id = \(offering)
                AND seq = \(links)
            """
    }
}
