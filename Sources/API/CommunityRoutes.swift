import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The catalog: communities and rubrics.
struct CommunityRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/communities", .verb(.readCatalog), .ok, [.paged],
                filters: [
                    "q", "kind", "audience", "condition", "access", "status", "language", "minors",
                ], use: list),
            Endpoint(
                .post, "/communities", .verb(.editCatalog), .created, [.json, .once, .refuses],
                use: add),
            Endpoint(.get, "/communities/{id}", .verb(.readCatalog), use: show),
            Endpoint(
                .patch, "/communities/{id}", .verb(.editCatalog), .ok,
                [.json, .version, .refuses], use: edit),
        ]
    }

    /// By name; `q` is a part of the name, the address or a condition.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        var filter = CommunityFilter()
        filter.search = request.query("q") ?? ""
        filter.kind = try request.choice("kind")
        filter.audience = request.query("audience")
        filter.condition = request.query("condition")
        filter.access = try request.choice("access")
        filter.status = try request.choice("status")
        filter.language = request.query("language")
        filter.subjectIsMinor =
            try request.query("minors") == nil ? nil : request.flag("minors")
        let page = try await records.communities(filter, by: context.actor, request.page())
        return try Answer.page(page, of: request, CommunityBody.init)
    }

    @Sendable func add(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: CommunityEdit = try received.json()
        let id = try await records.addCommunity(
            sent.content(), by: context.actor, at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Community> = try context.id()
        let sent: CommunityEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.community(id, by: context.actor)
        try await records.edit(
            id, to: sent.content(over: old.content), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    private func answer(
        _ id: ID<Community>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let community = try await records.community(id, by: context.actor)
        return try Answer.json(
            CommunityBody(community), status, version: community.version,
            location: status == .created ? "\(API.prefix)/communities/\(id)" : nil)
    }
}
