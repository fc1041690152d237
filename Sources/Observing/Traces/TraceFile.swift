package import Tracing

/// Writes spans to a file, a line each, as OpenTelemetry's collector reads them (`otlpjsonfile`).
///
/// https://opentelemetry.io/docs/specs/otel/protocol/file-exporter/
package struct TraceFile: Tracer {
    private let writer: LineWriter
    private let percent: Int

    /// `percent`: of traces that are recorded. Which, their ids say, so that all who take part in one
    /// agree.
    package init(_ writer: LineWriter, percent: Int = 100) {
        self.writer = writer
        self.percent = percent
    }

    package func startSpan<Instant: TracerInstant>(
        _ operationName: String, context: @autoclosure () -> ServiceContext, ofKind kind: SpanKind,
        at instant: @autoclosure () -> Instant, function: String, file fileID: String, line: UInt
    ) -> TraceSpan {
        var context = context()
        let parent = context.traceParent
        let trace = parent?.trace ?? Self.id(of: 2)
        let place = TraceParent(trace: trace, span: Self.id(of: 1), isSampled: isTaken(trace))
        context.traceParent = place
        return TraceSpan(
            operationName, kind, place, parent?.span, context,
            startedAt: instant().nanosecondsSinceEpoch, writer)
    }

    /// By the end of the id, which is random.
    private func isTaken(_ trace: String) -> Bool {
        percent >= 100 || (UInt64(trace.suffix(8), radix: 16) ?? 0) % 100 < percent
    }

    private static func id(of words: Int) -> String {
        var random = SystemRandomNumberGenerator()
        return (0..<words).map { _ in
            let text = String(UInt64.random(in: 1 ... .max, using: &random), radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
    }

    package func forceFlush() { writer.flush() }

    package func extract<Carrier, Extract: Extractor>(
        _ carrier: Carrier, into context: inout ServiceContext, using extractor: Extract
    ) where Extract.Carrier == Carrier {
        let header = extractor.extract(key: TraceParent.header, from: carrier)
        context.traceParent = header.flatMap(TraceParent.init)
    }

    package func inject<Carrier, Inject: Injector>(
        _ context: ServiceContext, into carrier: inout Carrier, using injector: Inject
    ) where Inject.Carrier == Carrier {
        guard let parent = context.traceParent else { return }
        injector.inject(parent.text, forKey: TraceParent.header, into: &carrier)
    }
}
