import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// What happens to an offering in its term: outages, and a change of instructors.
struct TermRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/offerings/{id}/outages", .verb(.listAssignments), use: outages),
            Endpoint(
                .post, "/offerings/{id}/outages", .verb(.extend), .created, [.json, .once],
                use: recordOutage),
            Endpoint(
                .post, "/offerings/{id}/hand-overs", .verb(.nameReader), .created,
                [.json, .once], use: handOver),
        ]
    }

    struct OutageBody: Encodable {
        let id: ID<Outage>
        let startedAt: Date
        let endedAt: Date
        let extended: Int
        let recordedAt: Date

        init(_ outage: Outage) {
            id = outage.id
            startedAt = outage.startedAt
            endedAt = outage.endedAt
            extended = outage.extended
            recordedAt = outage.recordedAt
        }
    }

    struct OutagesBody: Encodable {
        let items: [OutageBody]
    }

    @Sendable func outages(_ request: Request, _ context: Context) async throws -> Response {
        let all = try await records.outages(of: context.id(), by: context.actor)
        return try Answer.json(OutagesBody(items: all.map(OutageBody.init)))
    }

    struct OutageSent: Decodable {
        let startedAt: Date
        let endedAt: Date
    }

    @Sendable func recordOutage(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: OutageSent = try received.json()
        let outage = try await records.recordOutage(
            from: sent.startedAt, to: sent.endedAt, of: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try Answer.json(OutageBody(outage), .created)
    }

    struct HandOverSent: Decodable {
        let fromId: ID<Person>
        let toId: ID<Person>
    }

    struct HandOverBody: Encodable {
        let assignments: Int
        let feedback: Int
        let leftOpen: Int
    }

    @Sendable func handOver(_ request: Request, _ context: Context) async throws -> Response {
        let received = try await Received(request, context)
        let sent: HandOverSent = try received.json()
        let receipt = try await records.handOver(
            from: sent.fromId, to: sent.toId, in: context.id(), by: context.actor,
            at: context.receivedAt, once: received.once)
        return try Answer.json(
            HandOverBody(
                assignments: receipt.assignments, feedback: receipt.feedback,
                leftOpen: receipt.leftOpen), .created)
    }
}
