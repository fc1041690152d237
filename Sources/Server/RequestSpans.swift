import Edge
import HTTPTypes
import Hummingbird
import Observing
import Tracing

/// A span for each request, under that which a `traceparent` names, and above those of the database. Of the
/// address it says the template alone: the rest may hold what somebody searches for, or a one-time code.
struct RequestSpans: RouterMiddleware {
    typealias Context = Edge.Context

    private let tracer: TraceFile

    init(_ tracer: TraceFile) {
        self.tracer = tracer
    }

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var above = ServiceContext.current ?? .topLevel
        tracer.extract(request.headers, into: &above, using: Headers())
        let span = tracer.startSpan(request.method.rawValue, context: above, ofKind: .server)
        defer { span.end() }
        return try await ServiceContext.$current.withValue(span.context) {
            let response = try await next(request, context)
            let route = context.route
            if let route { span.operationName = "\(request.method.rawValue) \(route)" }
            span.updateAttributes { attributes in
                attributes["http.request.method"] = request.method.rawValue
                attributes["http.route"] = route
                attributes["http.response.status_code"] = response.status.code
                attributes["peerspective.request_id"] = response.headers[.requestID]
            }
            if response.status.code >= 500 { span.setStatus(SpanStatus(code: .error)) }
            return response
        }
    }

    private struct Headers: Extractor {
        func extract(key: String, from headers: HTTPFields) -> String? {
            HTTPField.Name(key).flatMap { headers[$0] }
        }
    }
}
