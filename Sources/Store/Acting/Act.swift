import Domain
import Foundation
import Postgres

/// One action under way: its transaction, who acts, and when.
struct Act: Sendable {
    let transaction: Transaction
    let actor: Actor
    let now: Date
    let randomness: Randomness

    var institution: ID<Institution> { actor.institution }

    /// One round trip.
    @discardableResult
    func run(_ statement: SQL) async throws -> Rows {
        try await transaction.run(statement)
    }

    /// One round trip for all of them.
    func run(_ statements: [SQL]) async throws -> [Rows] {
        try await transaction.run(statements)
    }

    /// Travels with the next round trip, or with COMMIT.
    func queue(_ statement: SQL) {
        transaction.queue(statement)
    }

    func newID<Subject>() -> ID<Subject> {
        var randomness = randomness
        return .make(at: now, random: &randomness)
    }

    func bytes(_ count: Int) -> [UInt8] {
        var randomness = randomness
        return (0..<count).map { _ in UInt8.random(in: 0...255, using: &randomness) }
    }

    /// Records what was done, in the transaction of what it records.
    ///
    /// `action` is `noun.verb_in_the_past`. `detail` holds ids, codes and numbers, never anybody's
    /// text.
    func audit<Subject>(
        _ action: String, _ subject: ID<Subject>, _ detail: [String: String] = [:]
    ) throws {
        let id: ID<Act> = newID()
        queue(
            try Self.auditRow(
                action, subject.rawValue, detail, by: actor, at: now, id: id.rawValue))
    }

    /// The same for many subjects, in one statement.
    func audit<Subject>(
        _ action: String, each lines: [(subject: ID<Subject>, detail: [String: String])]
    ) throws {
        guard !lines.isEmpty else { return }
        let ids: [ID<Act>] = lines.map { _ in newID() }
        let details = try Self.texts(of: lines.map(\.detail))
        queue(
            """
            INSERT INTO audit (institution_id, id, at, person_id, operator, action, subject_id,
                request_id, detail)
            SELECT \(institution), line.id, \(now), \(actor.person), \(actor.operatorName),
                \(action), line.subject, \(actor.requestID), line.detail::jsonb
            FROM unnest(\(ids)::uuid[], \(lines.map(\.subject))::uuid[], \(details)::text[])
                AS line (id, subject, detail)
            """)
    }

    /// Most are as the one before.
    private static func texts(of details: [[String: String]]) throws -> [String] {
        var (last, text) = ([String: String](), "{}")
        return try details.map { detail in
            if detail != last { (last, text) = (detail, try JSON(detail).postgresText ?? "{}") }
            return text
        }
    }

    static func auditRow(
        _ action: String, _ subject: UUID?, _ detail: [String: String], by actor: Actor,
        at now: Date, id: UUID
    ) throws -> SQL {
        """
        INSERT INTO audit (institution_id, id, at, person_id, operator, action, subject_id,
            request_id, detail)
        VALUES (\(actor.institution), \(id), \(now), \(actor.person), \(actor.operatorName),
            \(action), \(subject), \(actor.requestID), \(try JSON(detail)))
        """
    }
}
