internal import Tracing

/// Spans around what the client does, with OpenTelemetry's names for database calls. Statements' texts
/// hold no values, so they may be shown; values never are.
///
/// https://opentelemetry.io/docs/specs/semconv/database/postgresql/
struct Spans: Sendable {
    private let tracer: any Tracer

    init?(_ tracer: any Tracer) {
        guard !(tracer is NoOpTracer) else { return nil }
        self.tracer = tracer
    }

    func around<Value: Sendable>(
        _ name: String, _ statements: [String], isolation: isolated (any Actor)? = #isolation,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let span = tracer.startAnySpan(name, ofKind: .client)
        defer { span.end() }
        span.attributes["db.system.name"] = "postgresql"
        span.attributes["db.operation.name"] = name
        if statements.count > 1 { span.attributes["db.operation.batch.size"] = statements.count }
        if !statements.isEmpty {
            span.attributes["db.query.text"] =
                statements.joined(separator: "; ")
        }
        do {
            return try await ServiceContext.withValue(span.context, operation: body)
        } catch {
            note(error, in: span)
            throw error
        }
    }

    /// By its code: a message may quote a value.
    private func note(_ error: any Error, in span: any Span) {
        let code = (error as? PostgresError)?.sqlState
        if let code { span.attributes["db.response.status_code"] = code }
        span.attributes["error.type"] = code ?? "\(type(of: error))"
        span.setStatus(SpanStatus(code: .error))
    }
}

extension Spans? {
    /// As `Spans.around`, or just `body`.
    func around<Value: Sendable>(
        _ name: String, _ statements: @autoclosure () -> [String] = [],
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
    ) async throws -> Value {
        guard let self else { return try await body() }
        return try await self.around(name, statements(), body)
    }
}
