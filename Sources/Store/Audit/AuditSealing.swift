package import Domain
package import Foundation
import Postgres

/// How far back the sealing job looks for lines that aren't sealed yet.
package enum SealingReach: Sendable {
    /// To two minutes before the last seal: for each second. Lines appear out of order, for each is
    /// seen when its transaction ends; most end within seconds.
    case recent
    /// To a week before it: every ten minutes, for whatever took longer.
    case week
    /// To the beginning: after a load of what happened long ago.
    case everything
}

extension Records {
    /// Seals what the record of every institution has gained, and answers how many lines that was.
    ///
    /// Safe on several nodes at once: an institution that another node is sealing is left to it.
    @discardableResult
    package func sealAudit(_ reach: SealingReach = .recent, at now: Date) async throws -> Int {
        var sealed = 0
        for institution in try await institutionIDs() {
            sealed += try await sealAudit(of: institution, reach, at: now)
        }
        return sealed
    }

    @discardableResult
    package func sealAudit(
        of institution: ID<Institution>, _ reach: SealingReach = .recent, at now: Date
    ) async throws -> Int {
        var sealed = 0
        // A look costs one round trip; most institutions have nothing new in most seconds.
        while try await hasUnsealed(institution, reach) {
            let lines = try await sealSome(of: institution, reach, at: now)
            guard lines > 0 else { break }
            sealed += lines
        }
        return sealed
    }

    private func hasUnsealed(
        _ institution: ID<Institution>, _ reach: SealingReach
    ) async throws -> Bool {
        let unsealed = Seal.unsealed(institution, reach, limit: 1, columns: "audit.id")
        // Not on a shared connection: behind a busy school's last two minutes others would wait.
        return try await !write(institution, [unsealed])[0].isEmpty
    }

    private func sealSome(
        of institution: ID<Institution>, _ reach: SealingReach, at now: Date
    ) async throws -> Int {
        let job = Actor(institution: institution, identity: .operator("sealing"), requestID: "")
        return try await act(by: job, at: now) { act in
            // The lock first, then a statement of its own: it sees what the lock's last holder sealed.
            let rows = try await act.run([
                Seal.makeHead(institution), Seal.lockHead(institution),
                Seal.unsealed(institution, reach, limit: 500, columns: AuditEntry.columns),
            ])
            guard let head = rows[1].first, !rows[2].isEmpty else { return 0 }
            let seals = try Seal.chain(
                rows[2].map(AuditEntry.init), after: head["seq"], digest: head["digest"])
            act.queue(Seal.insert(seals, institution, at: now))
            act.queue(Seal.moveHead(to: seals, institution))
            return seals.count
        }
    }
}

/// A line's place in the chain.
private struct Seal {
    let line: ID<AuditEntry>
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
            return Seal(line: entry.id, sequence: sequence, previous: previous, digest: digest)
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

    /// In the order of ids, which is about the order of events.
    static func unsealed(
        _ institution: ID<Institution>, _ reach: SealingReach, limit: Int, columns: SQL
    ) -> SQL {
        """
        SELECT \(columns) FROM audit
        WHERE audit.institution_id = \(institution) AND audit.id >= \(start(institution, reach))
            AND NOT EXISTS (SELECT 1 FROM audit_seal seal
                WHERE seal.institution_id = audit.institution_id AND seal.audit_id = audit.id)
        ORDER BY audit.id LIMIT \(limit)
        """
    }

    /// The first id that is looked at: a UUIDv7 begins with its milliseconds in twelve digits.
    private static func start(_ institution: ID<Institution>, _ reach: SealingReach) -> SQL {
        guard reach != .everything else { return "\(UUID.zero)::uuid" }
        let margin = reach == .recent ? 120_000 : 604_800_000
        return """
            coalesce((SELECT rpad(lpad(to_hex((extract(epoch FROM last.sealed_at) * 1000)::bigint
                    - \(margin)), 12, '0'), 32, '0')::uuid
                FROM audit_head head
                JOIN audit_seal last ON last.institution_id = head.institution_id
                    AND last.seq = head.seq
                WHERE head.institution_id = \(institution)), \(UUID.zero)::uuid)
            """
    }

    static func insert(_ seals: [Seal], _ institution: ID<Institution>, at now: Date) -> SQL {
        """
        INSERT INTO audit_seal (institution_id, seq, audit_id, previous, digest, sealed_at,
            offering_id)
        SELECT \(institution), seal.seq, seal.audit_id, seal.previous, seal.digest, \(now),
            \(SubjectRows.offering(in: institution))
        FROM unnest(\(seals.map(\.sequence))::bigint[], \(seals.map(\.line))::uuid[],
            \(seals.map(\.previous))::bytea[], \(seals.map(\.digest))::bytea[])
            AS seal (seq, audit_id, previous, digest)
        JOIN audit ON audit.institution_id = \(institution) AND audit.id = seal.audit_id
        """
    }

    static func moveHead(to seals: [Seal], _ institution: ID<Institution>) -> SQL {
        """
        UPDATE audit_head SET seq = \(seals.last?.sequence), digest = \(seals.last?.digest)
        WHERE institution_id = \(institution)
        """
    }
}
