import Domain
package import Edge
import Foundation
import HTTPTypes
package import Hummingbird
package import Store

/// The pages: every role's routes, and what stands before them.
package struct Web: Sendable {
    private let records: Records
    private let isDemo: Bool
    private let turns: Turns

    /// `isDemo`: shows `/style`, and says on the sign-in that everyone here is fiction. `turns`: of
    /// what computes for long, here and elsewhere in the process.
    package init(_ records: Records, isDemo: Bool = false, turns: Turns = Turns()) {
        self.records = records
        self.isDemo = isDemo
        self.turns = turns
    }

    package var routes: [PageRoute] {
        SignInRoutes(records: records, isDemo: isDemo).routes
            + AccountRoutes(records: records).routes
            + SecondFactorRoutes(records: records).routes
            // What instructors do, and the catalog.
            + OfferingRoutes(records: records).routes
            + ReadingRoutes(records: records).routes
            + ExplorationRoutes(records: records).routes
            + ReleaseRoutes(records: records).routes
            + StaffWorkRoutes(records: records).routes
            + ReadersRoutes(records: records).routes
            + ApprovalRoutes(records: records).routes
            + CommunityRoutes(records: records).routes
            // What learners do.
            + LearnerRoutes(records: records).routes
            + WritingRoutes(records: records).routes
            + FieldNoteRoutes(records: records).routes
            // What the office does.
            + OfficeRoutes(records: records).routes
            + (isDemo ? StyleRoutes().routes : [])
    }

    /// Adds every page; `FrontDoor` must stand before them. A page also answers HEAD.
    package func add(to router: Router<Context>) {
        for route in routes {
            let place = RouterPath(
                route.path.replacing("{", with: ":").replacing("}", with: ""))
            for method in route.method == .get ? [.get, .head] : [route.method] {
                router.on(place, method: method) { request, context in
                    try await inTurn(request, route, context)
                }
            }
        }
    }

    /// Adds the sheet and the scripts, which anyone may have.
    package static func addAssets(to router: Router<Context>) {
        router.get("/assets/:name") { request, context in
            try Assets.answer(context.parameters.require("name"), request)
        }
    }

    /// Making a page takes its time; it mustn't keep others' answers waiting.
    private func inTurn(
        _ request: Request, _ route: PageRoute, _ context: Context
    ) async throws -> Response {
        // Whoever must sign in first has their form read for that page.
        if request.method == .post, route.isOpen || context.signedIn != nil {
            try await context.read(request)
        }
        guard route.takesTurn else { return try await answer(request, route, context) }
        return try await turns.take {
            try await withTaskExecutorPreference(globalConcurrentExecutor) {
                try await answer(request, route, context)
            }
        }
    }

    private func answer(
        _ request: Request, _ route: PageRoute, _ context: Context
    ) async throws -> Response {
        do {
            switch route.handler {
            case .open(let answer): return try await answer(request, context)
            case .visit(let answer):
                return try await answer(Visit(request, context, records))
            }
        } catch let again as FormExpired {
            return SentAgain(again).shown(request)
        } catch let refusal as Policy.Refusal where context.signedIn != nil {
            try await records.recordRefusal(
                refusal.rawValue, route: "\(route.method) \(route.path)",
                subject: context.parameters.get("id").flatMap(UUID.init(uuidString:)),
                by: context.actor, at: context.receivedAt)
            throw refusal
        }
    }

    /// What went wrong, as a page; `FrontDoor` asks for it. Whoever isn't signed in is asked to, and
    /// what they sent is kept.
    package func problem(
        _ problem: Problem, _ request: Request, _ context: Context
    ) async -> Response {
        if problem.status == 401, let response = try? await signIn(request, context) {
            return response
        }
        if let response = try? await sentInVain(problem, request, context) { return response }
        // What failed may be just what this reads; and who has no time to answer hasn't any to read it.
        let visit = problem.status == 503 ? nil : try? await Visit(request, context, records)
        return ProblemPage(problem, request, visit).shown(request)
    }

    /// What is to be sent again a little later, as a form that holds it; nil where nothing was sent
    /// from one of ours.
    private func sentInVain(
        _ problem: Problem, _ request: Request, _ context: Context
    ) async throws -> Response? {
        guard problem.status == 429 || problem.status >= 500,
            request.method == .post, !request.isFromElsewhere,
            let secret = request.ownSecret, let path = Address.own(request.uri.description)
        else { return nil }
        let form = Form(text: try await Form.text(request, context))
        return SentAgain(form, to: path, token: FormToken.of(secret), after: problem)
            .shown(request, .init(code: problem.status))
    }

    private func signIn(_ request: Request, _ context: Context) async throws -> Response {
        // What another site made a browser send isn't kept: it would look like one's own.
        guard request.method == .post, !request.isFromElsewhere else {
            let to = request.method == .post ? nil : request.uri.description
            return Shown.redirect(Address.signIn.with([("to", to)]))
        }
        let kept = Form(text: try await Form.text(request, context)).withoutSecrets.text
        return SignInPage(isDemo: isDemo, to: request.uri.path, kept: kept)
            .shown(request, .unauthorized)
    }
}
