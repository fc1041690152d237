import Foundation
import Testing
import Tracing

@testable import Observing

@Suite struct TraceTests {
    private struct Header: Extractor {
        func extract(key: String, from carrier: String) -> String? { carrier }
    }

    private struct Into: Injector {
        func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) {
            carrier[key] = value
        }
    }

    private static let header = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"

    /// The spans that a body leaves in the file.
    private func spans(
        percent: Int = 100, _ body: (TraceFile) throws -> Void
    ) throws -> [[String: Any]] {
        let file = "/tmp/peerspective-test-\(UUID().uuidString)"
        defer { unlink(file) }
        let writer = LineWriter(descriptor: open(file, O_WRONLY | O_CREAT, 0o600))
        try body(TraceFile(writer, percent: percent))
        writer.flush()
        return try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").map {
            let line = try #require(
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            let resource = try #require((line["resourceSpans"] as? [[String: Any]])?.first)
            let scope = try #require((resource["scopeSpans"] as? [[String: Any]])?.first)
            return try #require((scope["spans"] as? [[String: Any]])?.first)
        }
    }

    @Test func `a span stands under the caller's, and its child under it`() throws {
        let spans = try spans { tracer in
            var context = ServiceContext.topLevel
            tracer.extract(Self.header, into: &context, using: Header())
            let above = tracer.startSpan("GET /a", context: context, ofKind: .server)
            let below = tracer.startSpan("read", context: above.context, ofKind: .client)
            below.attributes["db.query.text"] = "SELECT \"x\""
            below.setStatus(SpanStatus(code: .error))
            below.end()
            below.end()
            above.end()
        }

        #expect(spans.map { $0["name"] as? String } == ["read", "GET /a"])
        #expect(spans.allSatisfy { $0["traceId"] as? String == "4bf92f3577b34da6a3ce929d0e0e4736" })
        #expect(spans[1]["parentSpanId"] as? String == "00f067aa0ba902b7")
        #expect(spans[0]["parentSpanId"] as? String == spans[1]["spanId"] as? String)
        #expect(spans.map { $0["kind"] as? Int } == [3, 2])
        #expect((spans[0]["status"] as? [String: Int])?["code"] == 2)
        let start = (spans[0]["startTimeUnixNano"] as? String).flatMap { UInt64($0) }
        #expect(try #require(start) > 1_700_000_000_000_000_000)
    }

    @Test(arguments: [
        "", "00-4bf9-00f067aa0ba902b7-01", "ff-" + Self.header.dropFirst(3),
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01", Self.header + "-more",
        Self.header.uppercased(), "00-4bf92f3577b34da6a3ce929d0e0e473\n-00f067aa0ba902b7-01",
    ])
    func `what is no traceparent begins a trace of its own`(header: String) {
        #expect(TraceParent(header) == nil)
    }

    @Test func `what is given on is what was taken in, but for the span`() throws {
        let tracer = TraceFile(LineWriter(descriptor: -1))
        var context = ServiceContext.topLevel
        tracer.extract(Self.header, into: &context, using: Header())
        var carrier: [String: String] = [:]
        tracer.inject(context, into: &carrier, using: Into())

        #expect(carrier == ["traceparent": Self.header])
    }

    @Test func `a share of traces is recorded, each whole or not at all`() throws {
        let spans = try spans(percent: 25) { tracer in
            for _ in 0..<2000 {
                let above = tracer.startSpan("above", context: .topLevel, ofKind: .server)
                tracer.startSpan("below", context: above.context, ofKind: .client).end()
                above.end()
            }
        }

        let traces = Dictionary(grouping: spans) { $0["traceId"] as? String }
        #expect(traces.values.allSatisfy { $0.count == 2 })
        // 500 on average; 8 standard deviations to either side.
        #expect((345...655).contains(traces.count))
    }
}
