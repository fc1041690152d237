package import Domain
package import Foundation
import Postgres

extension Records {
    /// Gives every learner who has none an alias of the list, and answers how many got one. None
    /// that the offering ever gave out comes again.
    package func assignAliases(
        from theme: [String], in offering: ID<Offering>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> Int {
        let names = try Self.aliases(theme)
        return try await once(key, by: actor, at: now) { act in
            // Locked: two at once would give out the same names.
            let found = try await act.run([
                "\(Self.offeringTies(actor, offering)) FOR NO KEY UPDATE OF offering",
                """
                SELECT name, person_id IS NULL AS is_forgotten FROM alias
                WHERE institution_id = \(act.institution) AND offering_id = \(offering)
                """,
                """
                SELECT person_id FROM enrollment
                WHERE institution_id = \(act.institution) AND offering_id = \(offering)
                    AND role = 'learner' AND state <> 'dropped'
                    AND NOT EXISTS (SELECT 1 FROM alias
                        WHERE alias.institution_id = enrollment.institution_id
                            AND alias.offering_id = enrollment.offering_id
                            AND alias.person_id = enrollment.person_id)
                """,
            ])
            try Self.check(.editOffering, by: actor, found[0])
            guard try !found[1].contains(where: { try $0["is_forgotten"] }) else {
                throw Alias.Refusal.forgotten
            }
            let used: [Alias] = try found[1].map { try $0["name"] }
            let people: [ID<Person>] = try found[2].map { try $0["person_id"] }
            var random = act.randomness
            let given = try Alias.assign(
                to: people, from: names, used: Set(used), random: &random)
            guard !given.isEmpty else { return 0 }
            act.queue(
                """
                INSERT INTO alias (institution_id, offering_id, name, person_id, assigned_at)
                SELECT \(act.institution), \(offering), name, person_id, \(now)
                FROM unnest(\(given.map(\.value))::text[], \(given.map(\.key))::uuid[])
                    AS part (name, person_id)
                """)
            try act.audit("alias.assigned", offering, ["count": "\(given.count)"])
            return given.count
        }
    }

    private static func aliases(_ theme: [String]) throws -> [Alias] {
        guard (1...10_000).contains(theme.count) else {
            throw Invalid("/theme", "length", "Give 1 to 10,000 names.")
        }
        return try theme.enumerated().map { place, text in
            guard text.isAtMost(60), let alias = Alias(text) else {
                throw Invalid("/theme/\(place)", "length", "Give 1 to 60 characters.")
            }
            return alias
        }
    }
}

/// Why the name behind an alias is asked for, outside the pages that show both to staff.
package enum RevelationReason: String, Sendable, Codable, CaseIterable {
    case danger, conduct, appeal
}

extension Records {
    /// Whose alias it is. Each time stands in the record with its reason.
    package func reveal(
        _ alias: Alias, in offering: ID<Offering>, reason: RevelationReason, by actor: Actor,
        at now: Date
    ) async throws -> EnrollmentRecord {
        try await act(by: actor, at: now) { act in
            let ties = try await act.run(Self.offeringTies(actor, offering))
            try Self.check(.revealAlias, by: actor, ties)
            let found = try await act.run(
                """
                SELECT \(EnrollmentRecord.columns(actor)) FROM enrollment
                \(EnrollmentRecord.person)
                JOIN alias given ON given.institution_id = enrollment.institution_id
                    AND given.offering_id = enrollment.offering_id
                    AND given.person_id = enrollment.person_id
                WHERE enrollment.institution_id = \(act.institution)
                    AND enrollment.offering_id = \(offering) AND given.name = \(alias)
                """)
            guard let row = found.first else {
                throw Invalid(
                    "/alias", "unknown",
                    "Nobody here has this alias, or the school has forgotten who had it.")
            }
            let record = try EnrollmentRecord(row)
            try act.audit("alias.revealed", record.enrollment.id, ["reason": reason.rawValue])
            return record
        }
    }
}
