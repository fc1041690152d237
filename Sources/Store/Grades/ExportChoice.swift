import Domain
import Foundation
import Postgres

extension Act {
    /// Whose grades an export holds: those asked for, or those whose rows failed; of one section
    /// where the file is a registrar's.
    func choice(
        _ asked: LearnerChoice, _ failed: ID<Export>?, of offering: ID<Offering>,
        _ format: Export.Format
    ) async throws -> LearnerChoice {
        var choice = asked
        if let failed {
            let export = try await exportOrNothing(failed)
            guard let export, export.offering == offering, export.state == .rejected else {
                throw Invalid(
                    "/failed_rows_of", "not-rejected",
                    "Name an export of this offering that the registrar rejected.")
            }
            choice.enrollments = try await lines(of: failed).filter(\.hasFailed).map(\.enrollment)
            choice.section = asked.section ?? export.section
        }
        guard format == .registrar, choice.section == nil else { return choice }
        let sections = try await run(
            """
            SELECT id FROM section WHERE institution_id = \(institution)
                AND offering_id = \(offering) LIMIT 2
            """)
        guard sections.count == 1 else {
            throw Invalid(
                "/section_id", "missing", "A registrar's file is of one section: name it.")
        }
        choice.section = try sections.one()["id"]
        return choice
    }

    /// Of the section whose file it is; the preset for other formats.
    func template(
        of section: ID<Section>?, _ format: Export.Format
    ) async throws -> RegistrarTemplate {
        guard format == .registrar, let section else { return .preset }
        let row = try await run(RegistrarTemplateRecord.latest(of: section, in: institution)).first
        return try RegistrarTemplateRecord(row, of: section).template
    }

    private func exportOrNothing(_ id: ID<Export>) async throws -> Export? {
        try await run(Export.one(id, actor)).first.map { try Export($0) }
    }
}
