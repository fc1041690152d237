import Domain
import Foundation
import Postgres

extension Export {
    static let columns: SQL = """
        export.id, export.offering_id, export.section_id, export.format, export.encoding, export.lines,
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
            format: try row["format"], encoding: try row["encoding"], lines: try row["lines"],
            ledgerSequence: try row["ledger_seq"], digest: try row["digest"],
            madeBy: try row["made_by"], madeAt: try row["made_at"], state: try row["state"])
    }

    func inserts(_ bytes: [UInt8], _ records: [CourseGradeRecord], _ act: Act) -> [SQL] {
        [
            """
            INSERT INTO export (institution_id, id, offering_id, section_id, format, encoding,
                lines, ledger_seq, digest, made_by, made_at)
            VALUES (\(act.institution), \(id), \(offering), \(section), \(format), \(encoding),
                \(lines), \(ledgerSequence), \(digest), \(madeBy), \(madeAt))
            """,
            """
            INSERT INTO export_content (institution_id, export_id, content)
            VALUES (\(act.institution), \(id), \(bytes))
            """,
            event(act),
            """
            INSERT INTO export_line (institution_id, export_id, enrollment_id, offering_id,
                ledger_seq, registrar_id)
            SELECT \(act.institution), \(id), line.enrollment, \(offering), line.seq,
                line.registrar_id
            FROM unnest(\(records.map(\.enrollment))::uuid[],
                \(records.map { $0.standing.approval?.sequence })::bigint[],
                \(records.map(\.registrarID))::text[]) AS line (enrollment, seq, registrar_id)
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
