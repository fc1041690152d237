import CoreMetrics
import Edge
import Hummingbird
import Metrics
import Synchronization

/// Counts and times requests, by the template of what was asked and never by its values.
final class RequestMeters: RouterMiddleware {
    typealias Context = Edge.Context

    private struct Kind: Hashable {
        let method: String
        let route: String?
        let status: Int
    }

    private struct Meters {
        let answers: Counter
        let durations: Metrics.Timer
    }

    private let factory: any MetricsFactory
    private let active: Meter
    /// Each is looked up once: to find it among all takes longer than to count.
    private let known = Mutex<[Kind: Meters]>([:])

    init(_ factory: any MetricsFactory) {
        self.factory = factory
        active = Meter(label: "http.server.active_requests", factory: factory)
    }

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        active.increment()
        defer { active.decrement() }
        let response = try await next(request, context)
        let meters = meters(
            Kind(
                method: Self.known(request.method), route: context.route,
                status: response.status.code))
        meters.answers.increment()
        meters.durations.recordSeconds((ContinuousClock.now - start) / .seconds(1))
        return response
    }

    private func meters(_ kind: Kind) -> Meters {
        known.withLock { known in
            if let found = known[kind] { return found }
            let place = [("route", kind.route ?? "none"), ("method", kind.method)]
            let made = Meters(
                answers: Counter(
                    label: "http.server.requests",
                    dimensions: place + [("status", "\(kind.status)")], factory: factory),
                durations: Metrics.Timer(
                    label: "http.server.request.duration", dimensions: place, factory: factory))
            known[kind] = made
            return made
        }
    }

    /// Anyone may send a method of their own making.
    private static func known(_ method: HTTPRequest.Method) -> String {
        let known: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
        return known.contains(method) ? method.rawValue : "other"
    }
}
