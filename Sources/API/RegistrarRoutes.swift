import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// What a section's registrar takes, and the forms that follow after it was taken.
struct RegistrarRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/sections/{id}/registrar-template", .verb(.readExport), use: template),
            Endpoint(
                .put, "/sections/{id}/registrar-template", .verb(.makeExport), .ok,
                [.json, .version], use: setTemplate),
            Endpoint(
                .get, "/offerings/{id}/changes-of-grade", .verb(.readExport), .ok, [.paged],
                use: changes),
        ]
    }

    /// Number 0 is the preset: Term, Class Number, ID, Grade.
    @Sendable func template(_ request: Request, _ context: Context) async throws -> Response {
        let record = try await records.registrarTemplate(of: context.id(), by: context.actor)
        return try Answer.json(RegistrarTemplateBody(record), version: record.number)
    }

    @Sendable func setTemplate(_ request: Request, _ context: Context) async throws -> Response {
        let sent: RegistrarTemplateSent = try await Received(request, context).json()
        let record = try await records.setRegistrarTemplate(
            sent.template, of: context.id(), latest: request.version(), by: context.actor,
            at: context.receivedAt)
        return try Answer.json(RegistrarTemplateBody(record), version: record.number)
    }

    @Sendable func changes(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.changesOfGrade(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ChangeOfGradeBody.init)
    }
}

struct RegistrarColumnBody: Codable {
    let name: String
    let source: RegistrarTemplate.Source
    /// With the source text.
    let text: String?
}

struct RegistrarTemplateSent: Decodable {
    let columns: [RegistrarColumnBody]
    let hasHeader: Bool?
    let delimiter: RegistrarTemplate.Delimiter?
    let encoding: RegistrarTemplate.Encoding?
    let letters: [String: String]?

    var template: RegistrarTemplate {
        RegistrarTemplate(
            columns: columns.map { RegistrarTemplate.Column($0.name, $0.source, text: $0.text) },
            hasHeader: hasHeader ?? true, delimiter: delimiter ?? .comma,
            encoding: encoding ?? .utf8, letters: letters ?? [:])
    }
}

struct RegistrarTemplateBody: Encodable {
    let sectionId: ID<Section>
    let number: Int
    let columns: [RegistrarColumnBody]
    let hasHeader: Bool
    let delimiter: RegistrarTemplate.Delimiter
    let encoding: RegistrarTemplate.Encoding
    let letters: [String: String]

    init(_ record: RegistrarTemplateRecord) {
        let template = record.template
        sectionId = record.section
        number = record.number
        columns = template.columns.map {
            RegistrarColumnBody(name: $0.name, source: $0.source, text: $0.text)
        }
        hasHeader = template.hasHeader
        delimiter = template.delimiter
        encoding = template.encoding
        letters = template.letters
    }
}

/// What a change-of-grade form says.
struct ChangeOfGradeBody: Encodable {
    let id: ID<ChangeOfGrade>
    let enrollmentId: ID<Enrollment>
    let registrarId: String
    let legalName: String
    let termCode: String
    let classNumber: String
    let exportId: ID<Export>
    let exportedGrade: String
    let approvedGrade: String
    let exportedSequence: Int64
    let approvedSequence: Int64
    let reason: GradeEntry.Reason
    let approvedBy: String
    let madeAt: Date

    init(_ change: ChangeOfGrade) {
        id = change.id
        enrollmentId = change.enrollment
        registrarId = change.registrarID
        legalName = change.legalName.filed
        termCode = change.section.termCode
        classNumber = change.section.classNumber
        exportId = change.export
        exportedGrade = change.exported.code
        approvedGrade = change.approved.code
        exportedSequence = change.step.exported
        approvedSequence = change.step.approved
        reason = change.reason
        approvedBy = change.approver
        madeAt = change.madeAt
    }
}
