package import Domain
import Foundation
import Postgres

extension Export {
    static let columns: SQL = """
        export.id, export.offering_id, export.section_id, export.format, export.lines,
        export.ledger_seq, export.digest, export.made_by, export.made_at,
        (SELECT state FROM export_event event
            WHERE event.institution_id = export.institution_id AND event.export_id = export.id
            ORDER BY array_position('{made,sent,accepted,rejected}'::text[], state) DESC
            LIMIT 1) AS state
        """

    static func one(_ id: ID<Export>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns), \(Ties.columns(actor, offering: "export.offering_id")) FROM export
        WHERE export.institution_id = \(actor.institution) AND export.id = \(id)
        """
    }

    /// The school's name, and the ledger's end.
    static func frame(_ offering: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT institution.name AS institution, head.seq FROM institution
        JOIN ledger_head head ON head.institution_id = institution.id
            AND head.offering_id = \(offering)
        WHERE institution.id = \(actor.institution)
        """
    }

    init(_ row: Row) throws {
        self.init(
            id: try row["id"], offering: try row["offering_id"], section: try row["section_id"],
            format: try row["format"], lines: try row["lines"],
            ledgerSequence: try row["ledger_seq"], digest: try row["digest"],
            madeBy: try row["made_by"], madeAt: try row["made_at"], state: try row["state"])
    }

    func inserts(_ bytes: [UInt8], _ records: [CourseGradeRecord], _ act: Act) -> [SQL] {
        [
            """
            INSERT INTO export (institution_id, id, offering_id, section_id, format, lines,
                ledger_seq, digest, made_by, made_at)
            VALUES (\(act.institution), \(id), \(offering), \(section), \(format), \(lines),
                \(ledgerSequence), \(digest), \(madeBy), \(madeAt))
            """,
            """
            INSERT INTO export_content (institution_id, export_id, content)
            VALUES (\(act.institution), \(id), \(bytes))
            """,
            event(act),
            """
            INSERT INTO export_line (institution_id, export_id, enrollment_id, offering_id,
                ledger_seq)
            SELECT \(act.institution), \(id), line.enrollment, \(offering), line.seq
            FROM unnest(\(records.map(\.enrollment))::uuid[],
                \(records.map { $0.standing.approval?.sequence })::bigint[])
                AS line (enrollment, seq)
            """,
        ]
    }

    func event(_ act: Act) -> SQL {
        let event: ID<Export> = act.newID()
        return """
            INSERT INTO export_event (institution_id, id, export_id, state, recorded_by,
                recorded_at)
            VALUES (\(act.institution), \(event), \(id), \(state), \(act.actor.person),
                \(act.now))
            """
    }
}

/// A grade that changed since it was exported: what a change-of-grade form says.
package struct GradeChange: Sendable, Equatable {
    package let enrollment: ID<Enrollment>
    package let name: String
    package let exported: CourseGrade
    package let current: CourseGrade
    package let sequence: Int64
    package let reason: GradeEntry.Reason
    /// An approval stands behind the change; before that it is no more than recorded.
    package let isApproved: Bool
}

extension Records {
    /// Learners of the export for whom the ledger has since got another course grade.
    package func gradeChanges(
        since id: ID<Export>, by actor: Actor
    ) async throws -> [GradeChange] {
        let rows = try await read(
            actor.institution, Export.one(id, actor), GradeChange.facts(id, actor))
        try Policy.check(.readExport, by: actor, Ties(offering: rows[0].one()))
        return try rows[1].compactMap(GradeChange.init)
    }
}

extension GradeChange {
    fileprivate static func facts(_ id: ID<Export>, _ actor: Actor) -> SQL {
        """
        SELECT line.enrollment_id, person.chosen_name, frozen.entry AS frozen, latest.entry,
            latest.seq
        FROM export_line line
        JOIN grade_entry frozen ON frozen.institution_id = line.institution_id
            AND frozen.offering_id = line.offering_id AND frozen.seq = line.ledger_seq
        JOIN enrollment ON enrollment.institution_id = line.institution_id
            AND enrollment.id = line.enrollment_id
        JOIN person ON person.institution_id = line.institution_id
            AND person.id = enrollment.person_id
        JOIN LATERAL (SELECT entry, seq FROM grade_entry
            WHERE grade_entry.institution_id = line.institution_id
                AND grade_entry.enrollment_id = line.enrollment_id
                AND grade_entry.assignment_id IS NULL
                AND grade_entry.seq > line.ledger_seq
            ORDER BY seq DESC LIMIT 1) latest ON true
        WHERE line.institution_id = \(actor.institution) AND line.export_id = \(id)
        ORDER BY person.chosen_name, line.enrollment_id
        """
    }

    fileprivate init?(_ row: Row) throws {
        let latest = try GradeEntry.stored(try row["entry"])
        guard case .course(let exported) = try GradeEntry.stored(try row["frozen"]).grade,
            case .course(let current) = latest.grade, current != exported
        else { return nil }
        self.init(
            enrollment: try row["enrollment_id"], name: try row["chosen_name"],
            exported: exported, current: current, sequence: try row["seq"],
            reason: latest.reason, isApproved: latest.approvedBy != nil)
    }
}
