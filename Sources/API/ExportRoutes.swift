import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// Frozen copies of approved grades, and what became of them.
struct ExportRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/exports", .verb(.readExport), .ok, [.paged], use: list),
            Endpoint(
                .post, "/offerings/{id}/exports", .verb(.makeExport), .created,
                [.json, .once, .refuses], use: make),
            Endpoint(.get, "/exports/{id}", .verb(.readExport), use: show),
            Endpoint(.get, "/exports/{id}/content", .verb(.readExport), use: content),
            Endpoint(
                .post, "/exports/{id}/events", .verb(.recordExportState), .created,
                [.json, .once, .refuses], use: record),
            Endpoint(.get, "/exports/{id}/changes", .verb(.readExport), use: changes),
        ]
    }

    struct ExportBody: Encodable {
        let id: ID<Export>
        let offeringId: ID<Offering>
        let sectionId: ID<Section>?
        let format: Export.Format
        let state: Export.State
        let lines: Int
        let ledgerSequence: Int
        /// SHA-256 of the content, in hexadecimal digits.
        let digest: String
        let madeAt: Date

        init(_ export: Export) {
            id = export.id
            offeringId = export.offering
            sectionId = export.section
            format = export.format
            state = export.state
            lines = export.lines
            ledgerSequence = export.ledgerSequence
            digest = export.digest.hex
            madeAt = export.madeAt
        }
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.exports(of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ExportBody.init)
    }

    struct ExportSent: Decodable {
        let format: Export.Format
        let sectionId: ID<Section>?
        let enrollmentIds: [ID<Enrollment>]?
    }

    @Sendable func make(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: ExportSent = try received.json()
        let id = try await records.makeExport(
            of: context.id(), section: sent.sectionId, learners: sent.enrollmentIds, sent.format,
            rendering: { $0.bytes(sent.format) }, by: context.actor, at: context.receivedAt,
            once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Byte for byte as it was frozen; the file's name says nothing of anybody.
    @Sendable func content(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Export> = try context.id()
        let content = try await records.exportContent(id, by: context.actor)
        let type = content.format == .csv ? "text/csv; charset=utf-8" : "application/json"
        return Response(
            status: .ok,
            headers: [
                .contentType: type, .cacheControl: "no-store",
                .eTag: "\"\(content.digest.hex)\"",
                .contentDisposition:
                    "attachment; filename=\"grades-\(id).\(content.format.rawValue)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: content.bytes)))
    }

    struct EventSent: Decodable {
        let state: Export.State
    }

    @Sendable func record(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: EventSent = try received.json()
        let id: ID<Export> = try context.id()
        try await records.recordExportState(
            sent.state, of: id, by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    struct ChangeBody: Encodable {
        let enrollmentId: ID<Enrollment>
        let name: String
        let exported: String
        let current: String
        let ledgerSequence: Int64
        let reason: GradeEntry.Reason
        let isApproved: Bool
    }

    struct ChangesBody: Encodable {
        let items: [ChangeBody]
    }

    @Sendable func changes(_ request: Request, _ context: Context) async throws -> Response {
        let changes = try await records.gradeChanges(since: context.id(), by: context.actor)
        return try Answer.json(
            ChangesBody(
                items: changes.map {
                    ChangeBody(
                        enrollmentId: $0.enrollment, name: $0.name, exported: $0.exported.code,
                        current: $0.current.code, ledgerSequence: $0.sequence, reason: $0.reason,
                        isApproved: $0.isApproved)
                }))
    }

    private func answer(
        _ id: ID<Export>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try Answer.json(
            ExportBody(try await records.export(id, by: context.actor)), status,
            location: status == .created ? "\(API.prefix)/exports/\(id)" : nil)
    }
}

extension [UInt8] {
    fileprivate var hex: String {
        map { String(Int($0) + 256, radix: 16).dropFirst() }.joined()
    }
}
