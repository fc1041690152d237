package import Domain
package import Foundation
import Postgres
import Synchronization

/// A caller whose secret was good a moment ago, presumed to be good still.
///
/// Every request has its secret checked in the database. One that is short may say at once what it
/// wants, in the round trip of that check: what it reads counts only if the check finds the caller as
/// presumed, and a unit that writes is refused by it otherwise. Then the request is asked again, of
/// whom the secret stands for now.
package final class Presumption: Sendable {
    @TaskLocal package static var current: Presumption?

    package let actor: Actor
    let secret: Secret
    let now: Date
    private let isConfirmed = Atomic<Bool>(false)

    init(actor: Actor, secret: Secret, now: Date) {
        self.actor = actor
        self.secret = secret
        self.now = now
    }

    /// Nothing may be answered before it is confirmed.
    static var pending: Presumption? {
        current.flatMap { $0.isConfirmed.load(ordering: .acquiring) ? nil : $0 }
    }

    /// Thrown where the caller isn't, or is no longer, who was presumed.
    struct Wrong: Error {}

    func compare(_ found: Actor?) throws {
        guard found == actor else { throw Wrong() }
        confirm()
    }

    func confirm() {
        isConfirmed.store(true, ordering: .releasing)
    }
}

/// Who was behind a secret when it was checked last. A guess for the next request, never an answer.
///
/// Two generations: whoever was checked before the last ten thousand is forgotten.
final class KnownCallers: Sendable {
    private struct Generations {
        var recent: [[UInt8]: Actor] = [:]
        var older: [[UInt8]: Actor] = [:]
    }

    private static let limit = 10_000
    private let callers = Mutex(Generations())

    func caller(_ digest: [UInt8]) -> Actor? {
        callers.withLock { $0.recent[digest] ?? $0.older[digest] }
    }

    func remember(_ digest: [UInt8], _ actor: Actor) {
        callers.withLock { callers in
            if callers.recent.count >= Self.limit {
                (callers.older, callers.recent) = (callers.recent, [:])
            }
            callers.recent[digest] = actor
        }
    }

    func forget(_ digest: [UInt8]) {
        callers.withLock { callers in
            callers.recent[digest] = nil
            callers.older[digest] = nil
        }
    }
}

extension Records {
    /// Who is presumed to ask; nil for a secret that wasn't good lately.
    package func presume(_ secret: Secret, requestID: String, at now: Date) -> Presumption? {
        callers.caller(secret.digest).map { known in
            let actor = Actor(
                institution: known.institution, identity: known.identity, roles: known.roles,
                scopes: known.scopes, token: known.token, requestID: requestID)
            return Presumption(actor: actor, secret: secret, now: now)
        }
    }

    /// Whether what was found under the presumption may be answered. It asks where no read has.
    package func holds(_ presumption: Presumption) async throws -> Bool {
        do {
            try await Presumption.$current.withValue(presumption) { try await confirm() }
            return true
        } catch is Presumption.Wrong {
            callers.forget(presumption.secret.digest)
            return false
        }
    }

    /// Before a transaction.
    func confirm() async throws {
        guard let presumption = Presumption.pending else { return }
        _ = try await read(presumption.actor.institution)
    }

    /// The reads, and the check of a presumption that is pending.
    func readConfirming(
        _ institution: ID<Institution>, _ statements: [SQL]
    ) async throws -> [Rows] {
        guard let presumption = Presumption.pending else {
            return try await database.read(statements, settings(of: institution))
        }
        let check = presumption.holder
        let answers = try await database.read([check] + statements, settings(of: institution))
        let row = answers[0].first
        try presumption.compare(
            row.map {
                try Self.actor($0, of: institution, requestID: presumption.actor.requestID)
            })
        if let row { try await noteUse(row, of: institution, at: presumption.now) }
        return Array(answers.dropFirst())
    }

    /// A unit that writes, and refuses to where a presumption that is pending doesn't hold.
    func writeConfirming(
        _ institution: ID<Institution>, _ statements: [SQL]
    ) async throws -> [Rows] {
        guard let presumption = Presumption.pending else {
            return try await database.write(statements, settings(of: institution))
        }
        let answers = try await database.write(
            [presumption.guardStatement] + statements, settings(of: institution))
        presumption.confirm()
        if let row = answers[0].first {
            // It is done, and answered as done: the next request notes the use.
            try? await noteUse(row, of: institution, at: presumption.now)
        }
        return Array(answers.dropFirst())
    }
}

extension Presumption {
    /// What `guardStatement` refuses with.
    static let refusal = "not-as-presumed"

    fileprivate var holder: SQL {
        Records.holder(of: secret, actor.token == nil ? .session : .token, at: now)
    }

    /// The one row of the holder, or a refusal of the whole unit.
    fileprivate var guardStatement: SQL {
        let roles = actor.roles.map(\.rawValue).sorted()
        let scopes = actor.scopes?.map(\.rawValue)
        return """
            SELECT held.id, held.scopes, held.last_used_at,
                CASE WHEN held.person_id = \(actor.person) AND held.roles = \(roles)::text[]
                    AND coalesce(held.scopes @> \(scopes)::text[]
                        AND held.scopes <@ \(scopes)::text[], held.scopes IS NULL)
                    THEN NULL ELSE refuse(\(Self.refusal)) END AS refused
            FROM (SELECT 1) asked LEFT JOIN (\(holder)) held ON true
            """
    }
}
