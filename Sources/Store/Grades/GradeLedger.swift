import Crypto
import Domain
import Foundation
import Postgres

extension LedgerChain {
    static let stored = LedgerChain { Array(Crypto.SHA256.hash(data: $0)) }
}

extension Act {
    /// Appends to the grade ledgers of the entries' offerings, in order, and answers their places.
    ///
    /// Call it last: the head is last in the order of locks, and all of an offering's grades wait
    /// for it. The chain is computed over the locked head, so it takes a round trip; the writing
    /// travels with COMMIT.
    @discardableResult
    func record(_ entries: [GradeEntry]) async throws -> [Int64] {
        let offerings = Set(entries.map(\.offering)).sorted()
        guard !offerings.isEmpty else { return [] }
        var heads = try await lockHeads(of: offerings)
        var places: [Int64] = []
        for entry in entries {
            guard let head = heads[entry.offering] else { throw NotFound() }
            let bytes = entry.canonical
            let next = Head(
                sequence: head.sequence + 1, previous: head.digest,
                digest: LedgerChain.stored.digest(
                    previous: head.digest, sequence: head.sequence + 1, entry: bytes))
            queue(insert(entry, bytes, next))
            heads[entry.offering] = next
            places.append(next.sequence)
        }
        for offering in offerings { heads[offering].map { queue(move(offering, to: $0)) } }
        return places
    }

    struct Head {
        let sequence: Int64
        let previous: [UInt8]
        let digest: [UInt8]
    }

    /// Holds the ledgers, made where they weren't yet, until the transaction ends.
    @discardableResult
    func lockHeads(of offerings: [ID<Offering>]) async throws -> [ID<Offering>: Head] {
        let origin = LedgerChain.origin
        let rows = try await run([
            """
            INSERT INTO ledger_head (institution_id, offering_id, seq, previous, digest)
            SELECT \(institution), offering, 0, \(origin), \(origin)
            FROM unnest(\(offerings)::uuid[]) AS offering ORDER BY offering
            ON CONFLICT DO NOTHING
            """,
            """
            SELECT offering_id, seq, previous, digest FROM ledger_head
            WHERE institution_id = \(institution) AND offering_id = ANY(\(offerings)::uuid[])
            ORDER BY offering_id FOR NO KEY UPDATE
            """,
        ])[1]
        return try rows.reduce(into: [:]) { heads, row in
            heads[try row["offering_id"]] = Head(
                sequence: try row["seq"], previous: try row["previous"],
                digest: try row["digest"])
        }
    }

    private func insert(_ entry: GradeEntry, _ bytes: [UInt8], _ place: Head) -> SQL {
        """
        INSERT INTO grade_entry (institution_id, offering_id, seq, recorded_at, enrollment_id,
            assignment_id, entry, previous, digest)
        VALUES (\(institution), \(entry.offering), \(place.sequence), \(entry.recordedAt),
            \(entry.enrollment), \(entry.assignment), \(bytes), \(place.previous),
            \(place.digest))
        """
    }

    private func move(_ offering: ID<Offering>, to head: Head) -> SQL {
        """
        UPDATE ledger_head SET seq = \(head.sequence), previous = \(head.previous),
            digest = \(head.digest)
        WHERE institution_id = \(institution) AND offering_id = \(offering)
        """
    }
}
