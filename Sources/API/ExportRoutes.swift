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
            Endpoint(.get, "/exports/{id}/lines", .verb(.readExport), .ok, [.paged], use: lines),
            Endpoint(
                .get, "/exports/{id}/changes", .verb(.readExport), filters: ["to"], use: changes),
        ]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.exports(of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ExportBody.init)
    }

    struct ExportSent: Decodable {
        let format: Export.Format
        let sectionId: ID<Section>?
        let enrollmentIds: [ID<Enrollment>]?
        /// An export that was rejected: those whose rows failed there.
        let failedRowsOf: ID<Export>?
    }

    @Sendable func make(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: ExportSent = try received.json()
        let id = try await records.makeExport(
            of: context.id(), section: sent.sectionId, learners: sent.enrollmentIds,
            failed: sent.failedRowsOf, sent.format,
            rendering: { try $0.bytes(sent.format, $1) }, by: context.actor,
            at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Byte for byte as it was frozen; the file's name says nothing of anybody.
    @Sendable func content(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Export> = try context.id()
        let content = try await records.exportContent(id, by: context.actor)
        return Response(
            status: .ok,
            headers: [
                .contentType: content.mediaType, .cacheControl: "no-store",
                .eTag: "\"\(Hex.text(content.digest))\"",
                .contentDisposition:
                    "attachment; filename=\"grades-\(id).\(content.fileExtension)\"",
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: content.bytes)))
    }

    struct EventSent: Decodable {
        struct Row: Decodable {
            let registrarId: String
            let said: String?
        }

        let state: Export.State
        /// Of a rejection: the rows that weren't taken. Left out: none was.
        let rows: [Row]?
    }

    @Sendable func record(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: EventSent = try received.json()
        let id: ID<Export> = try context.id()
        try await records.recordExportState(
            sent.state, of: id,
            rows: (sent.rows ?? []).map {
                RejectedRow(registrarID: $0.registrarId, said: $0.said ?? "")
            }, by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func lines(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.exportLines(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ExportLineBody.init)
    }

    struct ChangesBody: Encodable {
        let items: [ExportChangeBody]
    }

    /// Against another export, or against the present.
    @Sendable func changes(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Export> = try context.id()
        let changes =
            if let other: ID<Export> = try request.id(query: "to") {
                try await records.gradeChanges(from: id, to: other, by: context.actor)
            } else {
                try await records.gradeChanges(
                    since: id, by: context.actor, at: context.receivedAt)
            }
        return try Answer.json(ChangesBody(items: changes.map(ExportChangeBody.init)))
    }

    private func answer(
        _ id: ID<Export>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try Answer.json(
            ExportBody(try await records.export(id, by: context.actor)), status,
            location: status == .created ? "\(API.prefix)/exports/\(id)" : nil)
    }
}

extension ExportContent {
    fileprivate var mediaType: String {
        switch format {
        case .csv: "text/csv; charset=utf-8"
        case .json: "application/json"
        case .registrar: "text/csv; charset=\(encoding.charset)"
        }
    }

    fileprivate var fileExtension: String { format == .json ? "json" : "csv" }
}

extension RegistrarTemplate.Encoding {
    fileprivate var charset: String { self == .utf8Marked ? "utf-8" : rawValue }
}
