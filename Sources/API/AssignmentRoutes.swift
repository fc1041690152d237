import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Assignments: the learner's own, and what staff do with them.
struct AssignmentRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/me/assignments", .signedIn, .ok, [.paged], use: own),
            Endpoint(
                .get, "/explorations/{id}/assignments", .verb(.listAssignments), .ok, [.paged],
                use: list),
            Endpoint(.get, "/assignments/{id}", .verb(.readAssignment), .ok, [.brief], use: show),
            Endpoint(
                .patch, "/assignments/{id}", .verb(.nameReader), .ok,
                [.json, .version, .refuses], use: nameReader),
            Endpoint(
                .post, "/assignments/{id}/extensions", .verb(.extend), .created,
                [.json, .once], use: extend),
            Endpoint(
                .post, "/assignments/{id}/excuses", .verb(.excuse), .created,
                [.json, .once, .refuses], use: excuse),
        ]
    }

    @Sendable func own(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.ownAssignments(by: context.actor, request.page())
        return try Answer.page(page, of: request) {
            AssignmentBody($0, at: context.receivedAt)
        }
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.assignments(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request) {
            AssignmentBody($0, at: context.receivedAt)
        }
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    struct ReaderSent: Decodable {
        /// Null: nobody is named, and every instructor may read.
        let readerId: ID<Person>?
    }

    @Sendable func nameReader(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Assignment> = try context.id()
        let sent: ReaderSent = try await Received(request, context).json()
        try await records.nameReader(
            sent.readerId, of: id, version: request.version(), by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    struct ExtensionSent: Decodable {
        let dueAt: Date
        let closesAt: Date?
        let reason: Extension.Reason
    }

    @Sendable func extend(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Assignment> = try context.id()
        let received = try await Received(request, context)
        let sent: ExtensionSent = try received.json()
        _ = try await records.extend(
            id, until: sent.dueAt, closesAt: sent.closesAt, reason: sent.reason,
            by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    struct ExcuseSent: Decodable {
        let reason: Extension.Reason
    }

    @Sendable func excuse(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Assignment> = try context.id()
        let received = try await Received(request, context)
        let sent: ExcuseSent = try received.json()
        _ = try await records.excuse(
            id, reason: sent.reason, by: context.actor, at: context.receivedAt,
            once: received.once)
        return try await answer(id, context, .created)
    }

    /// A learner's ETag stands still while staff work: it would tell of the reading.
    private func answer(
        _ id: ID<Assignment>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.assignment(id, by: context.actor)
        return try Answer.json(
            AssignmentBody(record, at: context.receivedAt), status,
            version: record.isOwn ? nil : record.assignment.version)
    }
}
