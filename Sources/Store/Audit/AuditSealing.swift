package import Domain
package import Foundation
import Postgres

/// How far back the sealing job looks for lines that aren't sealed yet.
///
/// Always to the newest line that is sealed, so that nothing is passed over where sealing lagged. And
/// further, for lines appear out of order: each is seen when its transaction ends.
package enum SealingReach: Sendable {
    /// Whatever was made in the last five seconds: for each second. Most transactions end in one.
    case latest
    /// In the last two minutes: every 15 seconds. Longer than the patience of any action.
    case recent
    /// In the last week: every ten minutes, for clocks that go wrong, and whatever nobody thought of.
    case week
    /// Since the beginning: after a load of what happened long ago.
    case everything
}

extension Records {
    /// Seals what the record of every institution has gained, and answers how many lines that was.
    ///
    /// Safe on several nodes at once: an institution that another node is sealing is left to it.
    @discardableResult
    package func sealAudit(_ reach: SealingReach = .recent, at now: Date) async throws -> Int {
        var sealed = 0
        _ = try await Self.each(institutionIDs()) { institution in
            let lines = try await sealAudit(of: institution, reach, at: now)
            sealed += lines
            return lines > 0
        }
        return sealed
    }

    @discardableResult
    package func sealAudit(
        of institution: ID<Institution>, _ reach: SealingReach = .recent, at now: Date
    ) async throws -> Int {
        // A look costs one round trip; most institutions have nothing new in most seconds.
        let first = Seal.first(of: institution, reach, at: now)
        let records = planningForAnySchool
        guard try await records.hasUnsealed(institution, from: first, reach) else { return 0 }
        var sealed = 0
        var batch = try await records.sealSome(of: institution, from: first, at: now)
        while let last = batch.last {
            sealed += batch.count
            guard batch.count == Seal.batch else { break }
            batch = try await records.sealSome(of: institution, from: "\(last)", at: now)
        }
        return sealed
    }

    private func hasUnsealed(
        _ institution: ID<Institution>, from first: SQL, _ reach: SealingReach
    ) async throws -> Bool {
        let look = Seal.hasUnsealed(institution, from: first)
        // Beside others only while it is short: behind a busy school's two minutes they would wait.
        let rows =
            try await reach == .latest ? read(institution, look) : write(institution, [look])
        return try rows[0].one()["found"]
    }

    /// The lines that it sealed, in the order of ids.
    private func sealSome(
        of institution: ID<Institution>, from first: SQL, at now: Date
    ) async throws -> [ID<AuditEntry>] {
        let job = Actor(institution: institution, identity: .operator("sealing"), requestID: "")
        return try await act(by: job, at: now) { act in
            // The lock first, then a statement of its own: it sees what the lock's last holder sealed.
            let rows = try await act.run([
                Seal.makeHead(institution), Seal.lockHead(institution),
                Seal.unsealed(institution, from: first),
            ])
            guard let head = rows[1].first, !rows[2].isEmpty else { return [] }
            let seals = try Seal.chain(
                rows[2].map(AuditEntry.init), after: head["seq"], digest: head["digest"])
            act.queue(Seal.insert(seals, institution, at: now))
            act.queue(Seal.moveHead(to: seals, institution))
            return seals.map(\.line)
        }
    }
}

extension SealingReach {
    /// In seconds before the look; nil without end.
    fileprivate var past: TimeInterval? {
        switch self {
        case .latest: 5
        case .recent: 120
        case .week: 604_800
        case .everything: nil
        }
    }
}

extension SealingReach {
    /// When the oldest line was made that isn't sealed, as an expression; NULL where all are.
    func oldest(of institution: ID<Institution>, at now: Date) -> SQL {
        """
        (SELECT audit.at FROM audit
            WHERE audit.institution_id = \(institution)
                AND audit.id >= (SELECT (\(Seal.first(of: institution, self, at: now)))::uuid)
                AND NOT EXISTS (SELECT FROM audit_seal seal
                    WHERE seal.institution_id = audit.institution_id
                        AND seal.audit_id = audit.id OFFSET 0)
            ORDER BY audit.id LIMIT 1)
        """
    }
}

/// A line's place in the chain.
private struct Seal {
    /// For each transaction: a second of a busy school.
    static let batch = 1000

    let line: ID<AuditEntry>
    let subject: UUID?
    let sequence: Int64
    let previous: [UInt8]
    let digest: [UInt8]

    static func chain(
        _ entries: [AuditEntry], after sequence: Int64, digest: [UInt8]
    ) -> [Seal] {
        var (sequence, digest) = (sequence, digest)
        return entries.map { entry in
            sequence += 1
            let previous = digest
            digest = AuditChain.stored.digest(
                previous: previous, sequence: sequence, entry: entry.canonical)
            return Seal(
                line: entry.id, subject: entry.subject, sequence: sequence, previous: previous,
                digest: digest)
        }
    }
}

extension Seal {
    static func makeHead(_ institution: ID<Institution>) -> SQL {
        """
        INSERT INTO audit_head (institution_id, seq, digest)
        VALUES (\(institution), 0, \(AuditChain.origin)) ON CONFLICT DO NOTHING
        """
    }

    static func lockHead(_ institution: ID<Institution>) -> SQL {
        """
        SELECT seq, digest FROM audit_head WHERE institution_id = \(institution)
        FOR NO KEY UPDATE SKIP LOCKED
        """
    }

    /// Counts both, a tenth of the cost of asking each line: a seal is of one line, once.
    static func hasUnsealed(_ institution: ID<Institution>, from first: SQL) -> SQL {
        """
        WITH first AS MATERIALIZED (SELECT (\(first))::uuid AS id)
        SELECT (SELECT count(*) FROM audit
                WHERE institution_id = \(institution) AND id >= (SELECT id FROM first))
            > (SELECT count(*) FROM audit_seal WHERE institution_id = \(institution)
                AND audit_id >= (SELECT id FROM first)) AS found
        """
    }

    /// In the order of ids, which is about the order of events. OFFSET 0 keeps it a question for each
    /// line: as a join, with a school that the statistics don't know, each would be compared with
    /// every seal that the school has.
    static func unsealed(_ institution: ID<Institution>, from first: SQL) -> SQL {
        """
        SELECT \(AuditEntry.columns) FROM audit
        WHERE audit.institution_id = \(institution) AND audit.id >= (SELECT (\(first))::uuid)
            AND NOT EXISTS (SELECT FROM audit_seal seal
                WHERE seal.institution_id = audit.institution_id AND seal.audit_id = audit.id
                OFFSET 0)
        ORDER BY audit.id LIMIT \(batch)
        """
    }

    /// The first id that is looked at: so long before the last seal and before now, for after a pause
    /// too lines may have appeared behind later ones. As a subquery it is a condition on the primary
    /// key; coalesce() beside the column would be a filter behind it, over every line that the school
    /// ever had. A seal of a time to come, by a clock that was wrong, isn't the last one.
    static func first(of institution: ID<Institution>, _ reach: SealingReach, at now: Date) -> SQL {
        guard let past = reach.past else { return "\(UUID.zero)" }
        return """
            coalesce((SELECT least(audit_id, \(UUID(firstAt: now.addingTimeInterval(-past))),
                    rpad(lpad(to_hex((extract(epoch FROM sealed_at) * 1000)::bigint
                        - \(Int(past * 1000))), 12, '0'), 32, '0')::uuid)
                FROM audit_seal WHERE institution_id = \(institution)
                    AND audit_id <= \(UUID(firstAt: now.addingTimeInterval(Records.clocksApart)))
                ORDER BY audit_id DESC LIMIT 1), \(UUID.zero))
            """
    }

    static func insert(_ seals: [Seal], _ institution: ID<Institution>, at now: Date) -> SQL {
        """
        INSERT INTO audit_seal (institution_id, seq, audit_id, previous, digest, sealed_at,
            offering_id)
        SELECT \(institution), audit.seq, audit.id, audit.previous, audit.digest, \(now),
            \(SubjectRows.offering(in: institution))
        FROM unnest(\(seals.map(\.sequence))::bigint[], \(seals.map(\.line))::uuid[],
            \(seals.map(\.subject))::uuid[], \(seals.map(\.previous))::bytea[],
            \(seals.map(\.digest))::bytea[])
            AS audit (seq, id, subject_id, previous, digest)
        """
    }

    static func moveHead(to seals: [Seal], _ institution: ID<Institution>) -> SQL {
        """
        UPDATE audit_head SET seq = \(seals.last?.sequence), digest = \(seals.last?.digest)
        WHERE institution_id = \(institution)
        """
    }
}
