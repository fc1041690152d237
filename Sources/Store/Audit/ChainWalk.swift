import Domain
import Foundation
import Postgres

/// Where the links of a chain lie.
protocol ChainWalk: Sendable {
    var institution: ID<Institution> { get }
    var subject: Verification.Subject { get }
    /// `seq` and `digest` of the last link, as it is kept.
    var head: SQL { get }
    /// Some links in order; none behind the last.
    func page(after sequence: Int64) -> SQL
    /// Throws a `ChainBreak` when the row contradicts itself.
    func link(_ row: Row) throws -> ChainLink
}

/// The seals of the record.
struct AuditWalk: ChainWalk {
    let institution: ID<Institution>
    var subject: Verification.Subject { .audit }

    var head: SQL {
        "SELECT seq, digest FROM audit_head WHERE institution_id = \(institution)"
    }

    func page(after sequence: Int64) -> SQL {
        """
        SELECT seal.seq, seal.previous, seal.digest, audit.id IS NOT NULL AS is_there,
            \(AuditEntry.columns)
        FROM audit_seal seal LEFT JOIN audit ON audit.institution_id = seal.institution_id
            AND audit.id = seal.audit_id
        WHERE seal.institution_id = \(institution) AND seal.seq > \(sequence)
        ORDER BY seal.seq LIMIT 500
        """
    }

    func link(_ row: Row) throws -> ChainLink {
        let isThere: Bool = try row["is_there"]
        return ChainLink(
            sequence: try row["seq"], entry: isThere ? try AuditEntry(row).canonical : [],
            previous: try row["previous"], digest: try row["digest"])
    }
}

/// The grades of one offering.
struct LedgerWalk: ChainWalk {
    let institution: ID<Institution>
    let offering: ID<Offering>
    var subject: Verification.Subject { .grades(offering) }

    var head: SQL {
        """
        SELECT seq, digest FROM ledger_head
        WHERE institution_id = \(institution) AND offering_id = \(offering)
        """
    }

    func page(after sequence: Int64) -> SQL {
        """
        SELECT seq, previous, digest, entry, enrollment_id, assignment_id, recorded_at
        FROM grade_entry
        WHERE institution_id = \(institution) AND offering_id = \(offering)
            AND seq > \(sequence)
        ORDER BY seq LIMIT 500
        """
    }

    /// Readers find an entry by its columns, which the digest doesn't cover: they must say the same.
    func link(_ row: Row) throws -> ChainLink {
        let link = ChainLink(
            sequence: try row["seq"], entry: try row["entry"], previous: try row["previous"],
            digest: try row["digest"])
        guard
            GradeEntry.places(
                link.entry, offering: offering, enrollment: try row["enrollment_id"],
                assignment: try row["assignment_id"], recordedAt: try row["recorded_at"])
        else { throw ChainBreak(sequence: link.sequence, reason: .columnsDiffer) }
        return link
    }
}
