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
    private let turns: Turns
    /// They compute little, and wait for the database together.
    private let briefTurns = Turns(256, limit: 256)

    /// `turns`: of what computes for long, here and elsewhere in the process.
    package init(_ records: Records, turns: Turns = Turns()) {
        self.records = records
        self.turns = turns
    }

    /// In the order of the description.
    package var endpoints: [Endpoint] {
        DescriptionRoutes().endpoints
            + SessionRoutes(records: records).endpoints
            + OwnRoutes(records: records).endpoints
            + OwnSecurityRoutes(records: records).endpoints
            + TokenRoutes(records: records).endpoints
            + PersonRoutes(records: records).endpoints
            + InvitationRoutes(records: records).endpoints
            + ContactRoutes(records: records).endpoints
            + CommunityRoutes(records: records).endpoints
            + SearchRoutes(records: records).endpoints
            + RubricRoutes(records: records).endpoints
            + OfferingRoutes(records: records).endpoints
            + HandoutRoutes(records: records).endpoints
            + EnrollmentRoutes(records: records).endpoints
            + RecusalRoutes(records: records).endpoints
            + RosterRoutes(records: records).endpoints
            + ExplorationRoutes(records: records).endpoints
            + TermRoutes(records: records).endpoints
            + AssignmentRoutes(records: records).endpoints
            + SubmissionRoutes(records: records).endpoints
            + FieldNoteRoutes(records: records).endpoints
            + FeedbackRoutes(records: records).endpoints
            + ReadingLockRoutes(records: records).endpoints
            + ScheduledReleaseRoutes(records: records).endpoints
            + GradeRoutes(records: records).endpoints
            + ExportRoutes(records: records).endpoints
            + RegistrarRoutes(records: records).endpoints
            + AppealRoutes(records: records).endpoints
            + ChangeRoutes(records: records).endpoints
            + AuditRoutes(records: records).endpoints
    }

    /// Adds every route; `FrontDoor` must stand before them. A path also answers HEAD where it
    /// answers GET, and says by `Allow` what it answers to whatever else is tried.
    package func add(to router: Router<Context>) {
        for (path, endpoints) in Dictionary(grouping: endpoints, by: \.path) {
            let place = RouterPath(
                Self.prefix + path.replacing("{", with: ":").replacing("}", with: ""))
            for endpoint in endpoints {
                for method in endpoint.method == .get ? [.get, .head] : [endpoint.method] {
                    router.on(place, method: method) { request, context in
                        try await answer(request, endpoint, context)
                    }
                }
            }
            refuseOthers(at: place, router, known: endpoints.map(\.method))
        }
    }

    /// Those of RFC 9110 and of its kin; whatever else calls itself one finds nothing here.
    private static let methods: [HTTPRequest.Method] =
        [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect]
        + [HTTPRequest.Method("QUERY")].compactMap { $0 }

    private func refuseOthers(
        at place: RouterPath, _ router: Router<Context>, known: [HTTPRequest.Method]
    ) {
        let known = known + (known.contains(.get) ? [.head] : [])
        let allow = known.map(\.rawValue).sorted().joined(separator: ", ")
        for method in Self.methods where !known.contains(method) {
            router.on(place, method: method) { _, _ -> Response in
                throw HTTPError(.methodNotAllowed, headers: [.allow: allow])
            }
        }
    }

    private func answer(
        _ request: Request, _ endpoint: Endpoint, _ context: Context
    ) async throws -> Response {
        do {
            try endpoint.check(request, context)
            if endpoint.takesBody { try await context.read(request, limit: endpoint.mostOfBody) }
            guard !endpoint.isBrief(request) else {
                return try await briefTurns.take { try await endpoint.handler(request, context) }
            }
            guard !endpoint.traits.contains(.hashes) else {
                return try await endpoint.handler(request, context)
            }
            return try await turns.take {
                // What takes its time mustn't keep others' answers waiting.
                try await withTaskExecutorPreference(globalConcurrentExecutor) {
                    try await endpoint.handler(request, context)
                }
            }
        } catch let refusal as Policy.Refusal {
            try await record(refusal, of: endpoint, context)
            throw refusal
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
