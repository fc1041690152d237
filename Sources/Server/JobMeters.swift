import CoreMetrics
import Foundation
import Metrics

/// What is to be known of a job from outside: that it still succeeds.
struct JobMeters: Sendable {
    private let succeededAt: Recorder
    private let failures: Counter
    private let durations: Metrics.Timer

    init(_ factory: any MetricsFactory, job: String, every interval: Duration) {
        // `job` is Prometheus' own word for what it reads.
        let labels = [("name", job)]
        succeededAt = Recorder(
            label: "peerspective.job.last_success_timestamp_seconds", dimensions: labels,
            aggregate: false, factory: factory)
        failures = Counter(
            label: "peerspective.job.failures", dimensions: labels, factory: factory)
        durations = Metrics.Timer(
            label: "peerspective.job.duration", dimensions: labels, factory: factory)
        Recorder(
            label: "peerspective.job.interval_seconds", dimensions: labels, aggregate: false,
            factory: factory
        ).record(interval / .seconds(1))
        // Else a job that never succeeds would be missing, and nobody be warned.
        noteSuccess()
    }

    func noteSuccess() {
        succeededAt.record(Date().timeIntervalSince1970)
    }

    func noteFailure() {
        failures.increment()
    }

    func noteEnd(since start: ContinuousClock.Instant) {
        durations.recordSeconds((ContinuousClock.now - start) / .seconds(1))
    }
}
