import CoreMetrics
import Synchronization

/// What stands behind one metric and one set of labels.
protocol Series: AnyObject, Sendable {
    init(bounds: [Double])
    func samples(_ labels: [(String, String)]) -> [MetricFamily.Sample]
}

final class CounterSeries: Series, CounterHandler {
    private let value = Atomic<Int64>(0)

    init(bounds: [Double]) {}

    func increment(by amount: Int64) { value.wrappingAdd(amount, ordering: .relaxed) }

    func reset() { value.store(0, ordering: .relaxed) }

    func samples(_ labels: [(String, String)]) -> [MetricFamily.Sample] {
        [.init(Double(value.load(ordering: .relaxed)), labels)]
    }
}

final class GaugeSeries: Series, RecorderHandler, MeterHandler {
    private let value = Mutex(0.0)

    init(bounds: [Double]) {}

    func record(_ value: Int64) { set(Double(value)) }
    func record(_ value: Double) { set(value) }
    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { self.value.withLock { $0 = value } }
    func increment(by amount: Double) { value.withLock { $0 += amount } }
    func decrement(by amount: Double) { value.withLock { $0 -= amount } }

    func samples(_ labels: [(String, String)]) -> [MetricFamily.Sample] {
        [.init(value.withLock { $0 }, labels)]
    }
}

/// How often a value was at most each of some bounds. Times are in seconds.
final class HistogramSeries: Series, TimerHandler, RecorderHandler {
    private struct State {
        var counts: [Int64]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    init(bounds: [Double]) {
        self.bounds = bounds
        state = Mutex(State(counts: [Int64](repeating: 0, count: bounds.count + 1)))
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        let place = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[place] += 1
            $0.sum += value
        }
    }

    func samples(_ labels: [(String, String)]) -> [MetricFamily.Sample] {
        let state = state.withLock { $0 }
        var total: Int64 = 0
        let buckets = zip(bounds + [.infinity], state.counts).map { bound, count in
            total += count
            return MetricFamily.Sample(
                Double(total), labels + [("le", Exposition.number(bound))], suffix: "_bucket")
        }
        return buckets + [
            .init(state.sum, labels, suffix: "_sum"),
            .init(Double(total), labels, suffix: "_count"),
        ]
    }
}
