import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// What learners get to read with an offering.
struct HandoutRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/offerings/{id}/handouts", .verb(.readOffering), use: list),
            Endpoint(
                .post, "/offerings/{id}/handouts", .verb(.editOffering), .created,
                [.json, .once], use: add),
            Endpoint(.get, "/handouts/{id}", .verb(.readOffering), use: show),
            Endpoint(
                .patch, "/handouts/{id}", .verb(.editOffering), .ok, [.json, .version],
                use: edit),
            Endpoint(
                .delete, "/handouts/{id}", .verb(.editOffering), .noContent, [.version],
                use: remove),
        ]
    }

    struct List: Encodable {
        let items: [HandoutBody]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let all = try await records.handouts(of: context.id(), by: context.actor)
        return try Answer.json(List(items: all.map(HandoutBody.init)))
    }

    @Sendable func add(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: HandoutEdit = try received.json()
        let id = try await records.addHandout(
            sent.content(over: nil), to: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Handout> = try context.id()
        let sent: HandoutEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.handout(id, by: context.actor).content
        try await records.edit(
            id, to: sent.content(over: old), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    @Sendable func remove(_ request: Request, _ context: Context) async throws -> Response {
        try await records.removeHandout(
            context.id(), version: request.version(), by: context.actor,
            at: context.receivedAt)
        return Answer.nothing
    }

    private func answer(
        _ id: ID<Handout>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let handout = try await records.handout(id, by: context.actor)
        return try Answer.json(
            HandoutBody(handout), status, version: handout.version,
            location: status == .created ? "\(API.prefix)/handouts/\(id)" : nil)
    }
}

struct HandoutBody: Encodable {
    let id: ID<Handout>
    let offeringId: ID<Offering>
    let position: Int
    let title: String
    /// Markdown.
    let body: String
    let url: String?

    init(_ handout: Handout) {
        id = handout.id
        offeringId = handout.offering
        position = handout.content.position
        title = handout.content.title
        body = handout.content.body
        url = handout.content.url
    }
}

struct HandoutEdit: Decodable {
    let title: String?
    let body: String?
    let url: Clearable<String>
    let position: Int?

    func content(over old: Handout.Content?) throws -> Handout.Content {
        guard let title = title ?? old?.title else {
            throw Missing.fields([("title", false)])
        }
        return Handout.Content(
            title: title, body: body ?? old?.body ?? "", url: url.over(old?.url),
            position: position ?? old?.position ?? 1)
    }
}
