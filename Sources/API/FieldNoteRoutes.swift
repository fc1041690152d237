import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// A learner's records of visits to a community.
struct FieldNoteRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/assignments/{id}/field-notes", .verb(.readFieldNotes), use: list),
            Endpoint(
                .post, "/assignments/{id}/field-notes", .verb(.writeFieldNotes), .created,
                [.json, .once], use: add),
            Endpoint(.get, "/field-notes/{id}", .verb(.readFieldNotes), use: show),
            Endpoint(
                .patch, "/field-notes/{id}", .verb(.writeFieldNotes), .ok,
                [.json, .version, .refuses], use: edit),
            Endpoint(
                .delete, "/field-notes/{id}", .verb(.writeFieldNotes), .noContent,
                [.version, .refuses], use: delete),
        ]
    }

    struct List: Encodable {
        let items: [FieldNoteBody]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let all = try await records.fieldNotes(of: context.id(), by: context.actor)
        return try Answer.json(List(items: all.map(FieldNoteBody.init)))
    }

    @Sendable func add(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: FieldNoteEdit = try received.json()
        let id = try await records.addFieldNote(
            sent.content(over: nil), to: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<FieldNote> = try context.id()
        let sent: FieldNoteEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.fieldNote(id, by: context.actor).note.content
        try await records.edit(
            id, to: sent.content(over: old), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    @Sendable func delete(_ request: Request, _ context: Context) async throws -> Response {
        try await records.deleteFieldNote(
            context.id(), version: request.version(), by: context.actor,
            at: context.receivedAt)
        return Answer.nothing
    }

    private func answer(
        _ id: ID<FieldNote>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.fieldNote(id, by: context.actor)
        return try Answer.json(
            FieldNoteBody(record), status, version: record.note.version,
            location: status == .created ? "\(API.prefix)/field-notes/\(id)" : nil)
    }
}

struct FieldNoteBody: Encodable {
    let id: ID<FieldNote>
    let assignmentId: ID<Assignment>
    let visitedOn: Day
    let observed: String
    let thought: String
    let pageAddress: String?
    let writtenAt: Date?
    let changedAt: Date?
    /// What an edit names by `If-Match`.
    let version: Int

    /// Times are left out where they would tell a blind reader who wrote it.
    init(_ record: FieldNoteRecord) {
        let note = record.note
        (id, assignmentId, version) = (note.id, note.assignment, note.version)
        (visitedOn, observed) = (note.content.visitedOn, note.content.observed)
        (thought, pageAddress) = (note.content.thought, note.content.pageAddress)
        writtenAt = record.isReadBlind ? nil : note.writtenAt
        changedAt = record.isReadBlind ? nil : note.changedAt
    }
}

struct FieldNoteEdit: Decodable {
    let visitedOn: Day?
    let observed: String?
    let thought: String?
    let pageAddress: Clearable<String>

    func content(over old: FieldNote.Content?) throws -> FieldNote.Content {
        guard let visitedOn = visitedOn ?? old?.visitedOn,
            let observed = observed ?? old?.observed
        else {
            throw Missing.fields([
                ("visited_on", self.visitedOn != nil), ("observed", self.observed != nil),
            ])
        }
        return FieldNote.Content(
            visitedOn: visitedOn, observed: observed, thought: thought ?? old?.thought ?? "",
            pageAddress: pageAddress.over(old?.pageAddress))
    }
}
