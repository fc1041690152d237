import Domain
import Foundation
package import Postgres

/// Everything that is stored, as actions of those who act on it.
///
/// Each action takes who acts and when, checks `Policy`, and does its statements in one unit or one
/// transaction. `PostgresError` and `ClientError` don't leave it: see `translated`.
package struct Records: Sendable {
    let database: PostgresClient
    let passwords: PasswordQueue
    let randomness: Randomness
    /// Nil: no second factor is offered.
    let sealing: SealingKey?
    /// Shared by all copies.
    let callers = KnownCallers()
    let downloads = Downloads()
    private var patience: LocalSettings
    private var isRehearsal = false

    /// `sealing`: for the secrets of second factors; `patience`: how long statements and locks may
    /// take before it is `Unavailable`.
    package init(
        _ database: PostgresClient, passwords: PasswordQueue, sealing: SealingKey? = nil,
        randomness: Randomness = .system, patience: LocalSettings = LocalSettings()
    ) {
        self.database = database
        self.passwords = passwords
        self.sealing = sealing
        self.randomness = randomness
        self.patience = patience
    }

    /// What holds for each unit: the tenant, and our patience.
    func settings(of institution: ID<Institution>) -> LocalSettings {
        var settings = patience
        settings.values["peerspective.institution"] = institution.description
        return settings
    }

    /// The same actions with every check, down to the constraints, and without any effect: each
    /// transaction is rolled back where it would be committed.
    package var rehearsing: Records {
        var records = self
        records.isRehearsal = true
        return records
    }

    /// The same actions by plans that are made for any school, and go by indexes. One that is new, or
    /// has just grown a lot, is unknown to the statistics: a plan made for its few rows may walk over
    /// all of them. For jobs that look at the end of a long table.
    var planningForAnySchool: Records {
        var records = self
        records.patience.values["plan_cache_mode"] = "force_generic_plan"
        records.patience.values["enable_seqscan"] = "off"
        return records
    }

    func newID<Subject>(at now: Date) -> ID<Subject> {
        var randomness = randomness
        return .make(at: now, random: &randomness)
    }

    func bytes(_ count: Int) -> [UInt8] {
        var randomness = randomness
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &randomness) }
    }
}

extension Records {
    /// Short reads of one institution, in one round trip.
    func read(_ institution: ID<Institution>, _ statements: SQL...) async throws -> [Rows] {
        try await Self.translated {
            try await readConfirming(institution, statements)
        }
    }

    /// Statements of one round trip that write; none of them depends on another's answer.
    @discardableResult
    func write(_ institution: ID<Institution>, _ statements: [SQL]) async throws -> [Rows] {
        try await Self.translated {
            guard !isRehearsal else {
                try await confirm()
                return try await rehearse(institution) { try await $0.run(statements) }
            }
            return try await writeConfirming(institution, statements)
        }
    }

    /// A transaction of one actor. The body runs again after a deadlock, so its only effects are
    /// its statements.
    func act<Value: Sendable>(
        by actor: Actor, at now: Date, _ body: @Sendable (Act) async throws -> Value
    ) async throws -> Value {
        try await Self.translated {
            try await confirm()
            let run: @Sendable (Transaction) async throws -> Value = { tx in
                try await body(
                    Act(transaction: tx, actor: actor, now: now, randomness: randomness))
            }
            guard !isRehearsal else { return try await rehearse(actor.institution, run) }
            return try await database.transaction(
                settings(of: actor.institution), retries: 3, run)
        }
    }

    private func rehearse<Value: Sendable>(
        _ institution: ID<Institution>, _ body: @Sendable (Transaction) async throws -> Value
    ) async throws -> Value {
        do {
            return try await database.transaction(settings(of: institution), retries: 3) { tx in
                let value = try await body(tx)
                // Whatever was left for COMMIT runs now, and so do deferred constraints.
                try await tx.run("SET CONSTRAINTS ALL IMMEDIATE")
                throw Rehearsed(value: value)
            }
        } catch let end as Rehearsed<Value> {
            return end.value
        }
    }

    /// What a job does with each thing by itself: how many it did. The first failure is thrown once
    /// all had their turn.
    static func each<Thing>(
        _ things: [Thing], _ body: (Thing) async throws -> Bool
    ) async throws -> Int {
        var done = 0
        var failure: (any Error)?
        for thing in things {
            do {
                done += try await body(thing) ? 1 : 0
            } catch {
                failure = failure ?? error
            }
        }
        if let failure { throw failure }
        return done
    }

    /// What the database and the way to it say, in the words of the actions.
    static func translated<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as ClientError {
            if error == .outcomeUnknown { throw OutcomeUnknown() }
            throw Unavailable(retryAfter: error.retryAfter ?? .seconds(1))
        } catch let error as PostgresError where error.refusal == Presumption.refusal {
            throw Presumption.Wrong()
        } catch let error as PostgresError where error.refusal == "under-way" {
            throw IdempotencyKey.Refusal.underWay
        } catch let error as PostgresError where error.sqlState == "22021" {
            throw Invalid("", "nul-character", "Leave out the character U+0000: no text holds it.")
        } catch let error as PostgresError where Self.passing.contains(error.sqlState) {
            throw Unavailable(retryAfter: .seconds(1))
        }
    }

    /// A statement's time is up, a lock wasn't had, a conflict outlived the retries, a shutdown, no
    /// connection left; a full disk or no memory, which PostgreSQL's log says for the operator.
    private static let passing: Set<String> = [
        "57014", "55P03", "40001", "40P01", "57P01", "57P02", "57P03", "53300", "53100", "53200",
    ]
}

/// Ends a rehearsal with what the action would have answered.
private struct Rehearsed<Value: Sendable>: Error {
    let value: Value
}

extension PostgresError {
    /// The code that the schema's `refuse(code)` was called with.
    var refusal: String? { sqlState == "PS001" ? message : nil }
}
