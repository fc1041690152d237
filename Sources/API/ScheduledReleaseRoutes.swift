import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Releases that wait for their time.
struct ScheduledReleaseRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/scheduled-releases", .verb(.release), .ok, [.paged],
                use: list),
            Endpoint(
                .post, "/offerings/{id}/scheduled-releases", .verb(.release), .created,
                [.json, .once], use: schedule),
            Endpoint(.get, "/scheduled-releases/{id}", .verb(.release), use: show),
            Endpoint(
                .post, "/scheduled-releases/{id}/cancellation", .verb(.release), .ok, [.refuses],
                use: cancel),
        ]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.scheduledReleases(
            of: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ScheduledReleaseBody.init)
    }

    struct Sent: Decodable {
        let feedback: [FeedbackRoutes.ReleaseSent.Item]
        let releaseAt: Date
    }

    @Sendable func schedule(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: Sent = try received.json()
        let id = try await records.scheduleRelease(
            sent.feedback.map { ReleaseItem(feedback: $0.id, version: $0.version) },
            at: sent.releaseAt, of: context.id(), by: context.actor, at: context.receivedAt,
            once: received.once)
        return try await answer(id, context, .created)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try await answer(context.id(), context)
    }

    @Sendable func cancel(_ request: Request, _ context: Context) async throws -> Response {
        let id: ID<ScheduledRelease> = try context.id()
        try await records.cancelRelease(id, by: context.actor, at: context.receivedAt)
        return try await answer(id, context)
    }

    private func answer(
        _ id: ID<ScheduledRelease>, _ context: Context, _ status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        try Answer.json(
            ScheduledReleaseBody(try await records.scheduledRelease(id, by: context.actor)),
            status,
            location: status == .created ? "\(API.prefix)/scheduled-releases/\(id)" : nil)
    }
}

struct ScheduledReleaseBody: Encodable {
    struct Item: Encodable {
        let id: ID<Feedback>
        let version: Int
        /// Why it was left when the time came, as in `changed`.
        let leftFor: String?
    }

    let id: ID<ScheduledRelease>
    let offeringId: ID<Offering>
    let releaseAt: Date
    let scheduledById: ID<Person>
    let state: ScheduledRelease.State
    let feedback: [Item]
    /// What it became.
    let releaseId: ID<Release>?

    init(_ scheduled: ScheduledRelease) {
        id = scheduled.id
        offeringId = scheduled.offering
        releaseAt = scheduled.releaseAt
        scheduledById = scheduled.scheduledBy
        state = scheduled.state
        feedback = scheduled.items.map {
            Item(id: $0.feedback, version: $0.version, leftFor: $0.leftFor)
        }
        releaseId = scheduled.release
    }
}
