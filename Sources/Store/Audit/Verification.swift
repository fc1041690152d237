package import Domain
package import Foundation
import Postgres

/// What a walk over every chain of an institution found.
package struct Verification: Sendable, Equatable {
    package enum Subject: Sendable, Equatable {
        case audit
        case grades(ID<Offering>)
    }

    package struct Chain: Sendable, Equatable {
        package let subject: Subject
        /// How many links hold, from the first.
        package let links: Int64
        /// The digest of the last of them: what a checkpoint outside the database is compared with.
        package let digest: [UInt8]
        package let firstBreak: ChainBreak?
    }

    package let chains: [Chain]
    /// Lines of the record that should have been sealed a minute ago.
    package let unsealed: Int

    package var holds: Bool { unsealed == 0 && chains.allSatisfy { $0.firstBreak == nil } }
}

extension Records {
    /// Walks the chains of grades and of the record, a page at a time, each in one snapshot. The
    /// first link of each that doesn't hold is named. `progress` is told how many chains of how many
    /// are walked.
    package func verify(
        by actor: Actor, at now: Date, progress: (Int, Int) -> Void = { _, _ in }
    ) async throws -> Verification {
        try Policy.check(.readAudit, by: actor)
        let ledgers = try await ledgers(of: actor.institution)
        progress(0, ledgers.count + 1)
        var chains = [try await verify(AuditWalk(institution: actor.institution))]
        for offering in ledgers {
            progress(chains.count, ledgers.count + 1)
            chains.append(
                try await verify(LedgerWalk(institution: actor.institution, offering: offering)))
        }
        progress(chains.count, ledgers.count + 1)
        let late = try await unsealed(in: actor.institution, before: now.addingTimeInterval(-60))
        return Verification(chains: chains, unsealed: late)
    }

    private func verify(_ walk: some ChainWalk) async throws -> Verification.Chain {
        var settings = settings(of: walk.institution)
        settings.isolation = .repeatableRead
        settings.statementTimeout = .seconds(30)
        settings.deadline = .seconds(40)
        return try await Self.translated { [settings] in
            try await database.transaction(settings, retries: 2) { tx in
                try await Progress(walk).walked(in: tx)
            }
        }
    }

    private func ledgers(of institution: ID<Institution>) async throws -> [ID<Offering>] {
        let rows = try await read(
            institution,
            """
            SELECT offering_id FROM ledger_head WHERE institution_id = \(institution)
            ORDER BY offering_id
            """)
        return try rows[0].map { try $0["offering_id"] }
    }

    private func unsealed(in institution: ID<Institution>, before time: Date) async throws -> Int {
        var settings = settings(of: institution)
        settings.statementTimeout = .seconds(30)
        settings.deadline = .seconds(40)
        let count: SQL = """
            SELECT count(*) AS lines FROM audit
            WHERE institution_id = \(institution) AND at < \(time)
                AND NOT EXISTS (SELECT 1 FROM audit_seal seal
                    WHERE seal.institution_id = audit.institution_id AND seal.audit_id = audit.id)
            """
        return try await Self.translated { [settings] in
            try await database.transaction(settings, retries: 2) { tx in
                try await tx.run(count).one()["lines"]
            }
        }
    }
}

/// How far a walk has come.
private struct Progress<Walk: ChainWalk> {
    let walk: Walk
    private var sequence: Int64 = 0
    private var digest = LedgerChain.origin

    init(_ walk: Walk) {
        self.walk = walk
    }

    consuming func walked(in tx: Transaction) async throws -> Verification.Chain {
        do {
            while try await step(in: tx) {}
            try await compareHead(in: tx)
            return end(nil)
        } catch let found as ChainBreak {
            return end(found)
        }
    }

    /// A page further; false behind the last.
    private mutating func step(in tx: Transaction) async throws -> Bool {
        let rows = try await tx.run(walk.page(after: sequence))
        for row in rows {
            let link = try walk.link(row)
            (sequence, digest) = try LedgerChain.stored.verify(
                CollectionOfOne(link), after: sequence, head: digest)
        }
        return !rows.isEmpty
    }

    private func compareHead(in tx: Transaction) async throws {
        let head = try await tx.run(walk.head).first
        let last: Int64 = try head?["seq"] ?? 0
        let sealed: [UInt8] = try head?["digest"] ?? LedgerChain.origin
        guard last == sequence, sealed == digest else {
            throw ChainBreak(
                sequence: min(last, sequence) + (last == sequence ? 0 : 1), reason: .headDiffers)
        }
    }

    private func end(_ found: ChainBreak?) -> Verification.Chain {
        Verification.Chain(
            subject: walk.subject, links: found.map { min(sequence, $0.sequence - 1) } ?? sequence,
            digest: digest, firstBreak: found)
    }
}
