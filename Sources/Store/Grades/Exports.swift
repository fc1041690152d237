import Crypto
package import Domain
package import Foundation
import Postgres

/// What an export holds, byte for byte.
package struct ExportContent: Sendable, Equatable {
    package let format: Export.Format
    package let encoding: RegistrarTemplate.Encoding
    package let bytes: [UInt8]
    /// SHA-256 of the bytes.
    package let digest: [UInt8]
}

extension Records {
    /// Freezes the approved course grades of an offering, a section, the learners named, or those
    /// whose rows of `failed` the registrar did not take.
    ///
    /// Nothing without an approval leaves: whoever lacks one is named, and nothing is made.
    /// `rendering` turns the grades into the format's bytes, a registrar's after the section's
    /// template; it may run more than once.
    package func makeExport(
        of offering: ID<Offering>, section: ID<Section>? = nil,
        learners: [ID<Enrollment>]? = nil, failed: ID<Export>? = nil, _ format: Export.Format,
        rendering: @Sendable (GradeExport, RegistrarTemplate) throws -> [UInt8],
        by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<Export> {
        let asked = LearnerChoice(offering: offering, section: section, enrollments: learners)
        return try await once(key, by: actor, at: now) { act in
            let frozen = try await act.freeze(asked, failed: failed, format)
            let bytes = try rendering(frozen.grades, frozen.template)
            let export = Export(
                id: act.newID(), offering: offering, section: frozen.section, format: format,
                encoding: frozen.template.encoding, lines: frozen.records.count,
                ledgerSequence: frozen.sequence, digest: Array(SHA256.hash(data: bytes)),
                madeBy: actor.person, madeAt: now)
            for statement in export.inserts(bytes, frozen.records, act) { act.queue(statement) }
            try act.audit(
                "export.made", export.id,
                [
                    "format": format.rawValue, "lines": "\(export.lines)",
                    "digest": Hex.text(export.digest),
                ])
            return export.id
        }
    }

    /// What an export would hold if it were made now; refused as the export would be.
    package func previewExport(
        of offering: ID<Offering>, section: ID<Section>? = nil, failed: ID<Export>? = nil,
        _ format: Export.Format, by actor: Actor, at now: Date
    ) async throws -> GradeExport {
        let asked = LearnerChoice(offering: offering, section: section)
        return try await rehearsing.act(by: actor, at: now) { act in
            try await act.freeze(asked, failed: failed, format).grades
        }
    }

    /// The latest first.
    package func exports(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<Export> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT \(Export.columns) FROM export
            WHERE institution_id = \(actor.institution) AND offering_id = \(offering)
                AND (made_at, id) < (coalesce(\(try page.instant())::timestamptz, 'infinity'),
                    \(try page.id() ?? .zero))
            ORDER BY made_at DESC, id DESC LIMIT \(page.limit + 1)
            """)
        try Self.check(.readExport, by: actor, rows[0])
        return Page(try rows[1].map(Export.init), of: page) {
            [Self.key($0.madeAt), $0.id.description]
        }
    }

    package func export(_ id: ID<Export>, by actor: Actor) async throws -> Export {
        let row = try await read(actor.institution, Export.one(id, actor))[0].one()
        try Policy.check(.readExport, by: actor, Ties(offering: row))
        return try Export(row)
    }

    /// As it was frozen.
    package func exportContent(_ id: ID<Export>, by actor: Actor) async throws -> ExportContent {
        let rows = try await read(
            actor.institution, Export.one(id, actor),
            """
            SELECT content FROM export_content
            WHERE institution_id = \(actor.institution) AND export_id = \(id)
            """)
        let row = try rows[0].one()
        try Policy.check(.readExport, by: actor, Ties(offering: row))
        let export = try Export(row)
        return ExportContent(
            format: export.format, encoding: export.encoding, bytes: try rows[1].one()["content"],
            digest: export.digest)
    }
}

/// What an export is made of.
private struct Frozen: Sendable {
    let section: ID<Section>?
    let template: RegistrarTemplate
    let records: [CourseGradeRecord]
    let grades: GradeExport
    /// The ledger's end.
    let sequence: Int
}

extension Act {
    /// Holds the grades of those asked for until the transaction ends, and refuses where one of them
    /// may not leave.
    fileprivate func freeze(
        _ asked: LearnerChoice, failed: ID<Export>?, _ format: Export.Format
    ) async throws -> Frozen {
        guard let offering = asked.offering else { throw NotFound() }
        try Records.check(.makeExport, by: actor, await run(Records.offeringTies(actor, offering)))
        let choice = try await choice(asked, failed, of: offering, format)
        let template = try await template(of: choice.section, format)
        let found = try await gradesForUpdate(choice, for: .makeExport)
        // Of failed rows those who dropped since are left out; of those who were named, told.
        let faults = found.flatMap(\.exportFaults) + asked.unknown(among: found)
        guard faults.isEmpty else { throw Invalid(faults) }
        guard let first = found.first else { throw Export.Refusal.nothingToExport }
        let frame = try await run(Export.frame(offering, actor)).one()
        return Frozen(
            section: choice.section, template: template, records: found,
            grades: try GradeExport(
                institution: try frame["institution"], offering: first.offeringTitle,
                frozenAt: now, approved: found), sequence: try frame["seq"])
    }
}

extension CourseGradeRecord {
    fileprivate var exportFaults: [Invalid.Fault] {
        let lacks =
            (isApproved ? [] : [("not-approved", "the grade isn't approved as it stands.")])
            + (registrarID == nil ? [("no-registrar-id", "the registrar's id isn't known.")] : [])
        return lacks.map { code, said in
            Invalid.Fault(pointer: "/enrollment_ids", code: code, detail: "\(name): \(said)")
        }
    }

    fileprivate var line: ApprovedGrade? {
        guard let registrarID, let approval = standing.approval, let approvalDigest,
            case .grade(let grade, let explanation) = candidate
        else { return nil }
        return ApprovedGrade(
            registrarID: registrarID, legalName: legalName, section: sectionName,
            gradingBasis: standing.basis, grade: grade.code, points: standing.points(on: today),
            explanation: explanation,
            ledger: ApprovedGrade.LedgerEntry(
                sequence: Int(approval.sequence), hash: Hex.text(approvalDigest)),
            approval: ApprovedGrade.Approval(by: approver ?? "", at: approval.at))
    }
}

extension GradeExport {
    fileprivate init(
        institution: String, offering: String, frozenAt: Date, approved: [CourseGradeRecord]
    ) throws {
        do throws(Refusal) {
            try self.init(
                institution: institution, offering: offering, frozenAt: frozenAt,
                grades: approved.compactMap(\.line))
        } catch {
            switch error {
            case .repeatedLearner(let id, let section):
                throw Invalid(
                    "/enrollment_ids", "repeated",
                    "The registrar's id \(id) stands twice in \(section).")
            case .noGrades: throw Export.Refusal.nothingToExport
            case .malformedHash: throw DecodingFailure(of: ApprovedGrade.self)
            }
        }
    }
}
