package import Domain
import Foundation
import Postgres

extension Records {
    /// The change-of-grade forms of an offering, the latest first.
    package func changesOfGrade(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ChangeOfGrade> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT change.id, change.enrollment_id, change.export_id, change.exported_seq,
                change.approved_seq, change.reason, change.made_at, frozen.entry AS exported,
                latest.entry AS approved, person.legal_given_name, person.legal_family_name,
                coalesce(line.registrar_id, person.registrar_id, '') AS registrar_id,
                section.term_code, section.class_number,
                coalesce(approver.chosen_name, '') AS approver
            FROM change_of_grade change \(ChangeOfGrade.joins)
            WHERE change.institution_id = \(actor.institution)
                AND change.offering_id = \(offering)
                AND (change.made_at, change.id)
                    < (coalesce(\(try page.instant())::timestamptz, 'infinity'),
                        \(try page.id() ?? .ones))
            ORDER BY change.made_at DESC, change.id DESC LIMIT \(page.limit + 1)
            """)
        try Self.check(.readExport, by: actor, rows[0])
        return Page(try rows[1].map(ChangeOfGrade.init), of: page) {
            [Self.key($0.madeAt), $0.id.description]
        }
    }
}

extension Act {
    /// A form for each learner of whom the registrar took a grade and another has been approved
    /// since. Those that are there already aren't made again.
    func makeChangesOfGrade(in offering: ID<Offering>) async throws {
        let rows = try await run([taken(offering), entries(offering)])
        let entries = try Dictionary(grouping: rows[1]) { row -> ID<Enrollment> in
            try row["enrollment_id"]
        }
        for row in rows[0] {
            let enrollment: ID<Enrollment> = try row["enrollment_id"]
            let recorded = try (entries[enrollment] ?? []).map {
                CourseStanding.Recorded(
                    sequence: try $0["seq"], entry: try .stored(try $0["entry"]))
            }
            let taken: Int64 = try row["ledger_seq"]
            guard let step = ChangeOfGrade.Step(exported: taken, in: recorded) else { continue }
            try await make(
                step, step.reason(in: recorded), of: enrollment, row["export_id"], offering)
        }
    }

    /// Of each learner the latest grade that the registrar has: of the last line that was taken, or of
    /// the last form since.
    private func taken(_ offering: ID<Offering>) -> SQL {
        """
        SELECT DISTINCT ON (line.enrollment_id) line.enrollment_id, line.export_id,
            greatest(line.ledger_seq, (SELECT max(form.approved_seq) FROM change_of_grade form
                WHERE form.institution_id = line.institution_id
                    AND form.export_id = line.export_id
                    AND form.enrollment_id = line.enrollment_id)) AS ledger_seq
        FROM export_line line
        JOIN export_event ended ON ended.institution_id = line.institution_id
            AND ended.export_id = line.export_id AND ended.state IN ('accepted', 'rejected')
        WHERE line.institution_id = \(institution) AND line.offering_id = \(offering)
            AND (ended.state = 'accepted' OR (
                EXISTS (SELECT 1 FROM export_rejection other
                    WHERE other.institution_id = line.institution_id
                        AND other.export_id = line.export_id)
                AND NOT EXISTS (SELECT 1 FROM export_rejection failed
                    WHERE failed.institution_id = line.institution_id
                        AND failed.export_id = line.export_id
                        AND failed.enrollment_id = line.enrollment_id)))
        ORDER BY line.enrollment_id, line.ledger_seq DESC, line.export_id
        """
    }

    /// The course's entries from the first that any export holds on.
    private func entries(_ offering: ID<Offering>) -> SQL {
        """
        SELECT enrollment_id, seq, entry FROM grade_entry
        WHERE institution_id = \(institution) AND offering_id = \(offering)
            AND assignment_id IS NULL
            AND seq >= (SELECT min(ledger_seq) FROM export_line line
                WHERE line.institution_id = \(institution) AND line.offering_id = \(offering))
        ORDER BY enrollment_id, seq
        """
    }

    private func make(
        _ step: ChangeOfGrade.Step, _ reason: GradeEntry.Reason, of enrollment: ID<Enrollment>,
        _ export: ID<Export>, _ offering: ID<Offering>
    ) async throws {
        let id: ID<ChangeOfGrade> = newID()
        let made = try await run(
            """
            INSERT INTO change_of_grade (institution_id, id, offering_id, enrollment_id,
                export_id, exported_seq, approved_seq, reason, made_at)
            VALUES (\(institution), \(id), \(offering), \(enrollment), \(export),
                \(step.exported), \(step.approved), \(reason), \(now))
            ON CONFLICT ON CONSTRAINT change_of_grade_once DO NOTHING RETURNING id
            """)
        guard made.first != nil else { return }
        try audit(
            "change_of_grade.made", id,
            ["enrollment": "\(enrollment)", "from": "\(step.exported)", "to": "\(step.approved)"])
    }
}

extension ChangeOfGrade {
    fileprivate static let joins: SQL = """
        JOIN export_line line ON line.institution_id = change.institution_id
            AND line.export_id = change.export_id AND line.enrollment_id = change.enrollment_id
        JOIN grade_entry frozen ON frozen.institution_id = change.institution_id
            AND frozen.offering_id = change.offering_id AND frozen.seq = change.exported_seq
        JOIN grade_entry latest ON latest.institution_id = change.institution_id
            AND latest.offering_id = change.offering_id AND latest.seq = change.approved_seq
        JOIN enrollment ON enrollment.institution_id = change.institution_id
            AND enrollment.id = change.enrollment_id
        JOIN person ON person.institution_id = change.institution_id
            AND person.id = enrollment.person_id
        JOIN section ON section.institution_id = change.institution_id
            AND section.id = enrollment.section_id
        LEFT JOIN approval ON approval.institution_id = change.institution_id
            AND approval.offering_id = change.offering_id
            AND approval.ledger_seq = change.approved_seq
        LEFT JOIN person approver ON approver.institution_id = change.institution_id
            AND approver.id = approval.approved_by
        """

    fileprivate init(_ row: Row) throws {
        guard case .course(let exported) = try GradeEntry.stored(try row["exported"]).grade,
            case .course(let approved) = try GradeEntry.stored(try row["approved"]).grade
        else { throw DecodingFailure(of: GradeEntry.self) }
        self.init(
            id: try row["id"], enrollment: try row["enrollment_id"],
            registrarID: try row["registrar_id"],
            legalName: Person.LegalName(
                given: try row["legal_given_name"], family: try row["legal_family_name"]),
            section: ApprovedGrade.SectionName(
                termCode: try row["term_code"], classNumber: try row["class_number"]),
            export: try row["export_id"], exported: exported, approved: approved,
            step: Step(exported: try row["exported_seq"], approved: try row["approved_seq"]),
            reason: try row["reason"], approver: try row["approver"], madeAt: try row["made_at"])
    }
}
