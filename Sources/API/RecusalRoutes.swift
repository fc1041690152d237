import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Readers who don't assess a learner.
struct RecusalRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/recusals", .verb(.readRoster), .ok, [.paged], use: list),
            Endpoint(
                .post, "/offerings/{id}/recusals", .verb(.recordRecusal), .noContent,
                [.json, .refuses], use: record),
            Endpoint(
                .delete, "/offerings/{id}/recusals/{reader}/{learner}", .verb(.recordRecusal),
                .noContent, [.refuses], use: remove),
        ]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.recusals(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, RecusalBody.init)
    }

    /// Recording twice is recording once, so it needs no key.
    @Sendable func record(_ request: Request, _ context: Context) async throws -> Response {
        let sent: RecusalSent = try await Received(request, context).json()
        try await records.recuse(
            sent.readerId, from: sent.learnerId, in: context.id(), by: context.actor,
            at: context.receivedAt)
        return Answer.nothing
    }

    @Sendable func remove(_ request: Request, _ context: Context) async throws -> Response {
        try await records.removeRecusal(
            of: context.id("reader"), from: context.id("learner"), in: context.id(),
            by: context.actor, at: context.receivedAt)
        return Answer.nothing
    }
}
