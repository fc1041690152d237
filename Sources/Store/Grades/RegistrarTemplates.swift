package import Domain
package import Foundation
import Postgres

/// The template of a section that holds, with its number: 0 for the preset.
package struct RegistrarTemplateRecord: Sendable, Equatable {
    package let section: ID<Section>
    package let number: Int
    package let template: RegistrarTemplate
}

extension Records {
    /// For the office, which sends the file.
    package func registrarTemplate(
        of section: ID<Section>, by actor: Actor
    ) async throws -> RegistrarTemplateRecord {
        let rows = try await read(
            actor.institution, Self.sectionTies(section, actor),
            RegistrarTemplateRecord.latest(of: section, in: actor.institution))
        try Policy.check(.readExport, by: actor, Ties(offering: rows[0].one()))
        return try RegistrarTemplateRecord(rows[1].first, of: section)
    }

    /// Sets the next template. `latest` is the number that the author has read.
    package func setRegistrarTemplate(
        _ template: RegistrarTemplate, of section: ID<Section>, latest: Int, by actor: Actor,
        at now: Date
    ) async throws -> RegistrarTemplateRecord {
        try await act(by: actor, at: now) { act in
            // The section's row stands for the numbering.
            let found = try await act.run([
                "\(Self.sectionTies(section, actor)) FOR NO KEY UPDATE OF section",
                RegistrarTemplateRecord.latest(of: section, in: act.institution),
            ])
            let row = try found[0].one()
            try Policy.check(.makeExport, by: actor, Ties(offering: row))
            let old = try RegistrarTemplateRecord(found[1].first, of: section)
            guard old.number == latest else { throw PreconditionFailed() }
            try template.check(try row["grading_basis"])
            act.queue(
                """
                INSERT INTO registrar_template (institution_id, section_id, number, template,
                    set_by, set_at)
                VALUES (\(act.institution), \(section), \(latest + 1), \(try JSON(template)),
                    \(actor.person), \(now))
                """)
            try act.audit("registrar_template.set", section, ["number": "\(latest + 1)"])
            return RegistrarTemplateRecord(
                section: section, number: latest + 1, template: template)
        }
    }
}

extension RegistrarTemplateRecord {
    static func latest(of section: ID<Section>, in institution: ID<Institution>) -> SQL {
        """
        SELECT number, template FROM registrar_template
        WHERE institution_id = \(institution) AND section_id = \(section)
        ORDER BY number DESC LIMIT 1
        """
    }

    init(_ row: Row?, of section: ID<Section>) throws {
        let stored: JSON<RegistrarTemplate>? = try row?["template"]
        self.init(
            section: section, number: try row?["number"] ?? 0,
            template: stored?.value ?? .preset)
    }
}
