import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Explorations of an offering, and their publication.
struct ExplorationRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/explorations", .verb(.readExploration), .ok, [.paged],
                use: list),
            Endpoint(
                .post, "/offerings/{id}/explorations", .verb(.editExploration), .created,
                [.json, .once, .refuses], use: create),
            Endpoint(.get, "/explorations/{id}", .verb(.readExploration), use: show),
            Endpoint(
                .patch, "/explorations/{id}", .verb(.editExploration), .ok,
                [.json, .version, .refuses], use: edit),
            Endpoint(
                .post, "/explorations/{id}/publication", .verb(.publishExploration), .created,
                [.json, .once, .refuses], use: publish),
            Endpoint(
                .post, "/explorations/{id}/withdrawal", .verb(.editExploration), .ok,
                [.version, .refuses], use: withdraw),
            Endpoint(
                .post, "/explorations/{id}/extensions", .verb(.extend), .created,
                [.json, .once, .refuses], use: extend),
        ]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.explorations(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ExplorationBody.init)
    }

    @Sendable func create(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: ExplorationEdit = try received.json()
        let id = try await records.createExploration(
            sent.content(), in: context.id(), by: context.actor, at: context.receivedAt,
            once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    /// Fields that aren't sent stay as they are.
    @Sendable func edit(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Exploration> = try context.id()
        let sent: ExplorationEdit = try await Received(request, context).json()
        let version = try request.version()
        let old = try await records.exploration(id, by: context.actor)
        try await records.edit(
            id, to: sent.content(over: old), version: version, by: context.actor,
            at: context.receivedAt)
        return try await answer(id, context)
    }

    struct PublicationSent: Decodable {
        struct Place: Decodable {
            let enrollmentId: ID<Enrollment>
            let communityId: ID<Community>
        }

        let enrollmentIds: [ID<Enrollment>]?
        let communities: [Place]?
        let accountArranged: Bool?
    }

    struct PublicationBody: Encodable {
        let explorationId: ID<Exploration>
        let count: Int
        let assignmentIds: [ID<Assignment>]
    }

    @Sendable func publish(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: PublicationSent = try received.json()
        let places = (sent.communities ?? []).map {
            Publication.Place(enrollment: $0.enrollmentId, community: $0.communityId)
        }
        let receipt = try await records.publish(
            context.id(),
            Publication(
                learners: sent.enrollmentIds, places: places,
                isAccountArranged: sent.accountArranged ?? false),
            by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(
            PublicationBody(
                explorationId: receipt.exploration, count: receipt.count,
                assignmentIds: receipt.assignments),
            .created)
    }

    @Sendable func withdraw(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<Exploration> = try context.id()
        try await records.withdraw(
            id, version: request.version(), by: context.actor, at: context.receivedAt)
        return try await answer(id, context)
    }

    struct GroupExtensionSent: Decodable {
        /// Left out: everyone who has it.
        let enrollmentIds: [ID<Enrollment>]?
        let dueAt: Date
        let closesAt: Date?
        let reason: Extension.Reason
    }

    struct GroupExtensionBody: Encodable {
        let extended: Int
    }

    @Sendable func extend(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: GroupExtensionSent = try received.json()
        let extended = try await records.extend(
            context.id(), for: sent.enrollmentIds, until: sent.dueAt, closesAt: sent.closesAt,
            reason: sent.reason, by: context.actor, at: context.receivedAt, once: received.once)
        return try Answer.json(GroupExtensionBody(extended: extended), .created)
    }

    private func answer(
        _ id: ID<Exploration>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let record = try await records.exploration(id, by: context.actor)
        return try Answer.json(
            ExplorationBody(record), status, version: record.exploration.version,
            location: status == .created ? "\(API.prefix)/explorations/\(id)" : nil)
    }
}
