package import Domain
import Foundation
import Postgres

/// One learner's line of an export, and what the registrar said of it.
package struct ExportLine: Sendable, Equatable {
    package let enrollment: ID<Enrollment>
    /// The chosen name.
    package let name: String
    /// As it was sent.
    package let registrarID: String
    package let grade: CourseGrade
    package let sequence: Int64
    /// The registrar did not take it.
    package let hasFailed: Bool
    /// Why, in the registrar's words; nil where they said nothing of this line.
    package let said: String?
}

extension Records {
    /// Every line by name.
    package func exportLines(
        of id: ID<Export>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ExportLine> {
        let rows = try await read(
            actor.institution, Export.one(id, actor),
            ExportLine.statement(
                id, actor.institution,
                """
                AND (person.chosen_name, line.enrollment_id) > (\(page.text),
                    \(try page.id() ?? .zero))
                ORDER BY person.chosen_name, line.enrollment_id LIMIT \(page.limit + 1)
                """))
        try Policy.check(.readExport, by: actor, Ties(offering: rows[0].one()))
        return Page(try rows[1].map(ExportLine.init), of: page) {
            [$0.name, $0.enrollment.description]
        }
    }
}

extension Act {
    func lines(of export: ID<Export>) async throws -> [ExportLine] {
        try await run(
            ExportLine.statement(
                export, institution, "ORDER BY person.chosen_name, line.enrollment_id")
        ).map(ExportLine.init)
    }
}

extension ExportLine {
    /// A rejection that names no rows is of all of them.
    static func statement(
        _ export: ID<Export>, _ institution: ID<Institution>, _ rest: SQL
    ) -> SQL {
        """
        SELECT line.enrollment_id, person.chosen_name, line.ledger_seq, frozen.entry, failed.said,
            coalesce(line.registrar_id, person.registrar_id, '') AS registrar_id,
            ended.state = 'rejected' AND (failed.said IS NOT NULL OR NOT EXISTS (
                SELECT 1 FROM export_rejection other
                WHERE other.institution_id = line.institution_id
                    AND other.export_id = line.export_id)) AS has_failed
        FROM export_line line
        JOIN grade_entry frozen ON frozen.institution_id = line.institution_id
            AND frozen.offering_id = line.offering_id AND frozen.seq = line.ledger_seq
        JOIN enrollment ON enrollment.institution_id = line.institution_id
            AND enrollment.id = line.enrollment_id
        JOIN person ON person.institution_id = line.institution_id
            AND person.id = enrollment.person_id
        LEFT JOIN export_event ended ON ended.institution_id = line.institution_id
            AND ended.export_id = line.export_id AND ended.state IN ('accepted', 'rejected')
        LEFT JOIN export_rejection failed ON failed.institution_id = line.institution_id
            AND failed.export_id = line.export_id
            AND failed.enrollment_id = line.enrollment_id
        WHERE line.institution_id = \(institution) AND line.export_id = \(export) \(rest)
        """
    }

    init(_ row: Row) throws {
        guard case .course(let grade) = try GradeEntry.stored(try row["entry"]).grade else {
            throw DecodingFailure(of: GradeEntry.self)
        }
        self.init(
            enrollment: try row["enrollment_id"], name: try row["chosen_name"],
            registrarID: try row["registrar_id"], grade: grade, sequence: try row["ledger_seq"],
            hasFailed: try row["has_failed"] ?? false, said: try row["said"])
    }
}
