package import Domain
package import Foundation
import Postgres

/// The rule of a section that holds, with its number.
package struct GradeRuleRecord: Sendable, Equatable {
    package let section: ID<Section>
    package let number: Int
    package let rule: GradeRule
    package let setAt: Date
}

extension Records {
    /// Everyone of the offering reads it; `NotFound` while none was set.
    package func gradeRule(
        of section: ID<Section>, by actor: Actor
    ) async throws -> GradeRuleRecord {
        let rows = try await read(
            actor.institution, Self.sectionTies(section, actor),
            GradeRuleRecord.latest(of: section, in: actor.institution))
        try Policy.check(.readOffering, by: actor, Ties(offering: rows[0].one()))
        return try GradeRuleRecord(rows[1].one())
    }

    /// Of every section that has one, as it holds now. Everyone of the offering reads them.
    package func gradeRules(
        of offering: ID<Offering>, by actor: Actor
    ) async throws -> [ID<Section>: GradeRule] {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT DISTINCT ON (section_id) section_id, number, rule, set_at FROM grade_rule
            JOIN section ON section.institution_id = grade_rule.institution_id
                AND section.id = grade_rule.section_id
            WHERE section.institution_id = \(actor.institution)
                AND section.offering_id = \(offering)
            ORDER BY section_id, number DESC
            """)
        try Self.check(.readOffering, by: actor, rows[0])
        return try Dictionary(
            uniqueKeysWithValues: rows[1].map { row in
                let record = try GradeRuleRecord(row)
                return (record.section, record.rule)
            })
    }

    /// Sets the next rule; those before it stay readable. `latest` is the number that the author has
    /// read, 0 for none.
    package func setGradeRule(
        _ rule: GradeRule, of section: ID<Section>, latest: Int, by actor: Actor, at now: Date
    ) async throws -> GradeRuleRecord {
        guard let author = actor.person else { throw Policy.Refusal.notAllowed }
        return try await act(by: actor, at: now) { act in
            // The section's row stands for the numbering.
            let found = try await act.run([
                "\(Self.sectionTies(section, actor)) FOR NO KEY UPDATE OF section",
                GradeRuleRecord.latest(of: section, in: act.institution),
            ])
            let row = try found[0].one()
            try Policy.check(.setGradeRule, by: actor, Ties(offering: row))
            let number = try found[1].first.map { try GradeRuleRecord($0).number } ?? 0
            guard number == latest else { throw PreconditionFailed() }
            try rule.check(try row["grading_basis"])
            act.queue(
                """
                INSERT INTO grade_rule (institution_id, section_id, number, rule, set_by, set_at)
                VALUES (\(act.institution), \(section), \(number + 1), \(try JSON(rule)),
                    \(author), \(now))
                """)
            try act.audit("grade_rule.set", section, ["number": "\(number + 1)"])
            return GradeRuleRecord(
                section: section, number: number + 1, rule: rule, setAt: now)
        }
    }

    static func sectionTies(_ section: ID<Section>, _ actor: Actor) -> SQL {
        """
        SELECT section.grading_basis, \(Ties.columns(actor, offering: "section.offering_id"))
        FROM section
        WHERE section.institution_id = \(actor.institution) AND section.id = \(section)
        """
    }
}

extension GradeRuleRecord {
    static func latest(of section: ID<Section>, in institution: ID<Institution>) -> SQL {
        """
        SELECT section_id, number, rule, set_at FROM grade_rule
        WHERE institution_id = \(institution) AND section_id = \(section)
        ORDER BY number DESC LIMIT 1
        """
    }

    init(_ row: Row) throws {
        let rule: JSON<GradeRule> = try row["rule"]
        self.init(
            section: try row["section_id"], number: try row["number"], rule: rule.value,
            setAt: try row["set_at"])
    }
}
