import Foundation
import Logging
import Observing
import Tracing

/// Who hears of what the service does: the log, and where they are asked for metrics and traces.
struct Observers: Sendable {
    let logger: Logger
    /// Nil: nothing is counted.
    let metrics: MetricsRegistry?
    /// Nil: nothing is traced.
    let tracer: TraceFile?

    /// The one that writes to the standard error. Flush it before the process ends.
    static let standardError = LineWriter(descriptor: 2)

    init(_ settings: Settings) throws {
        guard let level = Logger.Level(rawValue: settings.logLevel) else {
            throw Stop(usage: "log.level is “\(settings.logLevel)”. See serve --help.")
        }
        guard let format = LineLog.Format(rawValue: settings.logFormat) else {
            throw Stop(usage: "log.format is “\(settings.logFormat)”. Give text or json.")
        }
        var logger = Logger(label: "peerspective") { _ in
            var log = LineLog(format, to: Self.standardError)
            log.metadataProvider = Self.ofRequest
            return log
        }
        logger.logLevel = level
        self.logger = logger
        metrics = settings.metricsPort == nil ? nil : Self.registry()
        tracer = try settings.traceFile.map { file in
            try TraceFile(Self.writer(to: file), percent: settings.tracePercent)
        }
    }

    /// Which request a line is about, and in which trace.
    private static let ofRequest = Logger.MetadataProvider {
        guard let context = ServiceContext.current else { return [:] }
        var fields: Logger.Metadata = [:]
        if let id = context.requestID { fields["request_id"] = "\(id)" }
        if let place = context.traceParent { fields["trace_id"] = "\(place.trace)" }
        return fields
    }

    private static func registry() -> MetricsRegistry {
        let registry = MetricsRegistry(MetricMeaning.all)
        registry.collect { ProcessFigures.families() }
        registry.collect {
            [
                MetricFamily(
                    "peerspective_build_info", .gauge, "Always 1; the release is in the label.",
                    [.init(1, [("version", Release.version)])]),
                MetricFamily(
                    "peerspective_log_lines_dropped_total", .counter,
                    "Lines of the log that found no room, since nobody took those before them.",
                    [.init(Double(standardError.dropped))]),
            ]
        }
        return registry
    }

    /// Spans are of nobody's business but the operator's.
    private static func writer(to file: String) throws -> LineWriter {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o640)
        guard descriptor >= 0 else {
            throw Stop("\(file) can't be written. Give another --trace-file.")
        }
        return LineWriter(descriptor: descriptor)
    }
}
