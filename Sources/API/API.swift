package import Edge
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
            + ExplorationRoutes(records: records).endpoints
            + AssignmentRoutes(records: records).endpoints
            + SubmissionRoutes(records: records).endpoints
            + FeedbackRoutes(records: records).endpoints
    }

    /// Adds every route; `FrontDoor` must stand before them.
    package func add(to router: Router<Context>) {
        for endpoint in endpoints {
            let path =
                Self.prefix + endpoint.path.replacing("{", with: ":").replacing("}", with: "")
            router.on(RouterPath(path), method: endpoint.method) { request, context in
                try await endpoint.answer(request, context)
            }
        }
    }
}
