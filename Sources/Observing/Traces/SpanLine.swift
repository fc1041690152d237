import Tracing

/// A span as a line of OTLP's JSON: ids in hex, and 64 bits in quotes.
///
/// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
struct SpanLine {
    let span: TraceSpan
    let state: TraceSpan.State
    let endedAt: UInt64

    private static let front =
        #"{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":"#
        + #"{"stringValue":"peerspective"}}]},"scopeSpans":[{"scope":{"name":"peerspective"},"#
        + #""spans":[{"traceId":""#

    func add(to bytes: inout [UInt8]) {
        bytes += Self.front.utf8
        bytes += #"\#(span.place.trace)","spanId":"\#(span.place.span)","#.utf8
        if let parent = span.parent { bytes += #""parentSpanId":"\#(parent)","#.utf8 }
        bytes += #""name":"#.utf8
        LogLine.add(state.name, quoted: true, to: &bytes)
        bytes += #","kind":\#(kind),"startTimeUnixNano":"\#(span.startedAt)","#.utf8
        bytes += #""endTimeUnixNano":"\#(endedAt)","attributes":"#.utf8
        add(state.attributes, to: &bytes)
        if !state.events.isEmpty { addEvents(to: &bytes) }
        if let status = state.status {
            bytes += #","status":{"code":\#(status.code == .error ? 2 : 1)}"#.utf8
        }
        bytes += "}]}]}]}\n".utf8
    }

    private func addEvents(to bytes: inout [UInt8]) {
        bytes += #","events":["#.utf8
        for (place, event) in state.events.enumerated() {
            let time = event.nanosecondsSinceEpoch
            if place > 0 { bytes.append(44) }
            bytes += #"{"timeUnixNano":"\#(time)","name":"#.utf8
            LogLine.add(event.name, quoted: true, to: &bytes)
            bytes += #","attributes":"#.utf8
            add(event.attributes, to: &bytes)
            bytes.append(125)
        }
        bytes.append(93)
    }

    private func add(_ attributes: SpanAttributes, to bytes: inout [UInt8]) {
        bytes.append(91)
        var isFirst = true
        // They are no sequence: there is no other way through them.
        // swift-format-ignore: ReplaceForEachWithForLoop
        attributes.forEach { key, value in
            if !isFirst { bytes.append(44) }
            isFirst = false
            bytes += #"{"key":"#.utf8
            LogLine.add(key, quoted: true, to: &bytes)
            bytes += #","value":"#.utf8
            Self.add(value, to: &bytes)
            bytes.append(125)
        }
        bytes.append(93)
    }

    private static func add(_ value: SpanAttribute, to bytes: inout [UInt8]) {
        switch value {
        case .int32(let number): bytes += #"{"intValue":"\#(number)"}"#.utf8
        case .int64(let number): bytes += #"{"intValue":"\#(number)"}"#.utf8
        case .double(let number) where number.isFinite: bytes += #"{"doubleValue":\#(number)}"#.utf8
        case .bool(let flag): bytes += #"{"boolValue":\#(flag)}"#.utf8
        case .string(let text): add(text, to: &bytes)
        case .stringConvertible(let thing): add(thing.description, to: &bytes)
        // Nobody sets an array; should someone, it is shown as a text.
        default: add("\(value)", to: &bytes)
        }
    }

    private static func add(_ text: String, to bytes: inout [UInt8]) {
        bytes += #"{"stringValue":"#.utf8
        LogLine.add(text, quoted: true, to: &bytes)
        bytes.append(125)
    }

    private var kind: Int {
        switch span.kind {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .producer: 4
        case .consumer: 5
        }
    }
}
