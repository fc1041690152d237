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
                "route": "\(context.endpointPath ?? "none")",
                "status": "\(response.status.code)", "ms": "\(Int(milliseconds.rounded()))",
                "request": "\(response.headers[.requestID] ?? "")",
            ])
        return response
    }
}
