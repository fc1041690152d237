import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Interchange
import Store

/// What those get who decide an appeal.
struct AppealRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .post, "/assignments/{id}/appeal-packets", .verb(.openAppeal), .created, [.json],
                use: make)
        ]
    }

    struct PacketSent: Decodable {
        let reason: OpeningReason
    }

    /// Each time is recorded, so it takes no key. The file's name says nothing of anybody.
    @Sendable func make(_ request: Request, _ context: Context) async throws -> Response {
        let sent: PacketSent = try await Received(request, context).json()
        let id: ID<Assignment> = try context.id()
        let file = try await records.appealPacket(
            of: id, reason: sent.reason, by: context.actor, at: context.receivedAt
        ) { try $0.zip($1) }
        return Answer.archive(named: "appeal-\(id).zip", file.bytes, .created)
    }
}
