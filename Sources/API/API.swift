import Domain
package import Edge
import Foundation
import HTTPTypes
package import Hummingbird
package import Store

/// The HTTP API: every resource's routes, under one prefix.
package struct API: Sendable {
    package static let prefix = "/api/v1"

    private let records: Records

    package init(_ records: Records) {
        self.records = records
    }

    /// In the order of the description.
    package var endpoints: [Endpoint] {
        DescriptionRoutes().endpoints
            + SessionRoutes(records: records).endpoints
            + OwnRoutes(records: records).endpoints
            + TokenRoutes(records: records).endpoints
            + PersonRoutes(records: records).endpoints
            + ExplorationRoutes(records: records).endpoints
            + AssignmentRoutes(records: records).endpoints
            + SubmissionRoutes(records: records).endpoints
            + FeedbackRoutes(records: records).endpoints
            + AuditRoutes(records: records).endpoints
    }

    /// Adds every route; `FrontDoor` must stand before them.
    package func add(to router: Router<Context>) {
        for endpoint in endpoints {
            let path =
                Self.prefix + endpoint.path.replacing("{", with: ":").replacing("}", with: "")
            router.on(RouterPath(path), method: endpoint.method) { request, context in
                do {
                    return try await endpoint.answer(request, context)
                } catch let refusal as Policy.Refusal {
                    try await record(refusal, of: endpoint, context)
                    throw refusal
                }
            }
        }
    }

    /// Who was refused what stands in the record, though what was refused left nothing there.
    private func record(
        _ refusal: Policy.Refusal, of endpoint: Endpoint, _ context: Context
    ) async throws {
        try await records.recordRefusal(
            refusal.rawValue, route: "\(endpoint.method) \(endpoint.path)",
            subject: context.parameters.get("id").flatMap(UUID.init(uuidString:)),
            by: context.actor, at: context.receivedAt)
    }
}
