package import Tracing

/// Where a span belongs: the trace, the span above it, and whether it is recorded.
///
/// https://www.w3.org/TR/trace-context/#traceparent-header
package struct TraceParent: Sendable, Equatable {
    package static let header = "traceparent"

    package let trace: String
    package let span: String
    package let isSampled: Bool

    init(trace: String, span: String, isSampled: Bool) {
        self.trace = trace
        self.span = span
        self.isSampled = isSampled
    }

    /// Nil for what isn't one. A later version may hold more behind.
    package init?(_ header: String) {
        let parts = header.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0].utf8.count == 2, parts[0] != "ff",
            parts[1].utf8.count == 32, parts[2].utf8.count == 16, parts[3].utf8.count == 2,
            parts[0] != "00" || parts.count == 4,
            parts.prefix(4).allSatisfy({ $0.utf8.allSatisfy(Self.isHex) }),
            parts[1].contains(where: { $0 != "0" }), parts[2].contains(where: { $0 != "0" }),
            let flags = UInt8(parts[3], radix: 16)
        else { return nil }
        self.init(trace: String(parts[1]), span: String(parts[2]), isSampled: flags & 1 == 1)
    }

    package var text: String { "00-\(trace)-\(span)-\(isSampled ? "01" : "00")" }

    private static func isHex(_ byte: UInt8) -> Bool {
        byte >= 48 && byte <= 57 || byte >= 97 && byte <= 102
    }
}

extension ServiceContext {
    private enum ParentKey: ServiceContextKey {
        typealias Value = TraceParent
    }

    private enum RequestIDKey: ServiceContextKey {
        typealias Value = String
    }

    /// Of the span that is open now.
    package var traceParent: TraceParent? {
        get { self[ParentKey.self] }
        set { self[ParentKey.self] = newValue }
    }

    /// Of the request that is answered now: it stands in every line of the log that is about it.
    package var requestID: String? {
        get { self[RequestIDKey.self] }
        set { self[RequestIDKey.self] = newValue }
    }
}
