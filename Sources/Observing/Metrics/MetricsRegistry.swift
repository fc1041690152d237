package import CoreMetrics
import Synchronization

/// What a metric means, under its label of swift-metrics.
package struct MetricMeaning: Sendable {
    let label: String
    let name: String?
    let help: String
    let bounds: [Double]?

    /// `name`: under which Prometheus gets it, where the label makes none; `bounds`: of a histogram's
    /// buckets; nil: those for times.
    package init(
        _ label: String, as name: String? = nil, _ help: String, bounds: [Double]? = nil
    ) {
        self.label = label
        self.name = name
        self.help = help
        self.bounds = bounds
    }
}

/// Everything that is counted and timed in this process, for Prometheus to read.
///
/// Counters end in `_total`, timers are histograms of seconds. A metric holds so many series at most:
/// what comes beyond is counted together, under labels that say `other`.
package final class MetricsRegistry: MetricsFactory, Sendable {
    fileprivate struct Family {
        let name: String
        let kind: MetricFamily.Kind
        let help: String
        let bounds: [Double]
        var series: [String: (labels: [(String, String)], series: any Series)] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var collectors: [@Sendable () -> [MetricFamily]] = []
    }

    /// In seconds: from what a prepared statement takes to what nobody waits for.
    package static let times = [
        0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    ]

    private let meanings: [String: MetricMeaning]
    private let limit: Int
    private let state = Mutex(State())

    package init(_ meanings: [MetricMeaning], limit: Int = 1000) {
        self.meanings = Dictionary(uniqueKeysWithValues: meanings.map { ($0.label, $0) })
        self.limit = limit
    }

    /// Adds what is looked up each time that it is read.
    package func collect(_ collector: @escaping @Sendable () -> [MetricFamily]) {
        state.withLock { $0.collectors.append(collector) }
    }

    /// All of it at this moment, by name.
    package func families() -> [MetricFamily] {
        let state = state.withLock { $0 }
        let kept = state.families.values.map { family in
            MetricFamily(
                family.name, family.kind, family.help,
                family.series.sorted { $0.key < $1.key }
                    .flatMap { $0.value.series.samples($0.value.labels) })
        }
        return (kept + state.collectors.flatMap { $0() }).sorted { $0.name < $1.name }
    }

    private func series<Kind: Series>(
        _ label: String, _ suffix: String, _ kind: MetricFamily.Kind,
        _ labels: [(String, String)]
    ) -> Kind {
        let meaning = meanings[label]
        let name = meaning?.name ?? Exposition.name(label) + suffix
        let labels = labels.map { (Exposition.name($0), $1) }
        return state.withLock { state in
            var family =
                state.families[name]
                ?? Family(
                    name: name, kind: kind, help: meaning?.help ?? label,
                    bounds: meaning?.bounds ?? Self.times)
            let found = family.find(labels, limit, Kind.self)
            state.families[name] = family
            return found
        }
    }
}

extension MetricsRegistry.Family {
    /// One of another kind under the same name is counted, but not shown.
    fileprivate mutating func find<Kind: Series>(
        _ labels: [(String, String)], _ limit: Int, _: Kind.Type
    ) -> Kind {
        let key = labels.map { "\($0)\u{0}\($1)" }.joined(separator: "\u{0}")
        if let found = series[key] { return found.series as? Kind ?? Kind(bounds: bounds) }
        if series.count >= limit, labels.contains(where: { $1 != "other" }) {
            return find(labels.map { ($0.0, "other") }, limit, Kind.self)
        }
        let made = Kind(bounds: bounds)
        series[key] = (labels, made)
        return made
    }
}

extension MetricsRegistry {
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        series(label, "_total", .counter, dimensions) as CounterSeries
    }

    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        series(label, "", .gauge, dimensions) as GaugeSeries
    }

    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else { return series(label, "", .gauge, dimensions) as GaugeSeries }
        return series(label, "", .histogram, dimensions) as HistogramSeries
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        series(label, "_seconds", .histogram, dimensions) as HistogramSeries
    }

    // What was counted stays: a counter that goes away and comes back would look like a restart.
    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyMeter(_ handler: any MeterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}
}
