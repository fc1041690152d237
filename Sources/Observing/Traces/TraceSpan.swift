import Synchronization
package import Tracing

/// Something that took its time, written when it ends.
package final class TraceSpan: Span {
    struct State {
        var name: String
        var attributes = SpanAttributes()
        var status: SpanStatus?
        var events: [SpanEvent] = []
        var hasEnded = false
    }

    package let context: ServiceContext
    let kind: SpanKind
    let place: TraceParent
    let parent: String?
    let startedAt: UInt64
    private let writer: LineWriter
    private let state: Mutex<State>

    init(
        _ name: String, _ kind: SpanKind, _ place: TraceParent, _ parent: String?,
        _ context: ServiceContext, startedAt: UInt64, _ writer: LineWriter
    ) {
        self.kind = kind
        self.place = place
        self.parent = parent
        self.context = context
        self.startedAt = startedAt
        self.writer = writer
        state = Mutex(State(name: name))
    }

    package var isRecording: Bool { place.isSampled && state.withLock { !$0.hasEnded } }

    package var operationName: String {
        get { state.withLock { $0.name } }
        set { state.withLock { $0.name = newValue } }
    }

    package var attributes: SpanAttributes {
        get { state.withLock { $0.attributes } }
        set { state.withLock { $0.attributes = newValue } }
    }

    package func setStatus(_ status: SpanStatus) { state.withLock { $0.status = status } }

    package func addEvent(_ event: SpanEvent) { state.withLock { $0.events.append(event) } }

    /// Its type alone: what it says may quote a person's text.
    package func recordError<Instant: TracerInstant>(
        _ error: any Error, attributes: SpanAttributes, at instant: @autoclosure () -> Instant
    ) {
        let type = SpanAttribute.string("\(type(of: error))")
        addEvent(SpanEvent(name: "exception", at: instant(), attributes: ["exception.type": type]))
    }

    /// A span belongs to one request: there is nothing beside it to point to.
    package func addLink(_ link: SpanLink) {}

    package func end<Instant: TracerInstant>(at instant: @autoclosure () -> Instant) {
        let last = state.withLock { state in
            defer { state.hasEnded = true }
            return state
        }
        guard !last.hasEnded, place.isSampled else { return }
        let endedAt = instant().nanosecondsSinceEpoch
        writer.write { SpanLine(span: self, state: last, endedAt: endedAt).add(to: &$0) }
    }
}
