import Edge
import Hummingbird
import Logging

/// One line a request: what was asked by its template, never by its values.
struct RequestLog: RouterMiddleware {
    typealias Context = Edge.Context

    private let logger: Logger

    init(_ logger: Logger) {
        self.logger = logger
    }

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let milliseconds = (ContinuousClock.now - start) / .milliseconds(1)
        logger.info(
            "request",
            metadata: [
                "method": "\(request.method.rawValue)",
                "route": "\(context.route ?? "none")",
                "status": .stringConvertible(response.status.code),
                "ms": .stringConvertible((milliseconds * 10).rounded() / 10),
                // What stands before the door has none.
                "request_id": "\(response.headers[.requestID] ?? "none")",
            ])
        return response
    }
}

extension Context {
    /// The template of the address; nil where there is none such.
    var route: String? {
        // So the framework calls what it doesn't find.
        endpointPath == "NotFound" ? nil : endpointPath
    }
}
