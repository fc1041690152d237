import CoreMetrics
import Metrics
import Observing
import Store

/// How far the jobs are behind.
struct LagMeters: Sendable {
    private let closing: Recorder
    private let sealing: Recorder

    init(_ factory: any MetricsFactory) {
        func gauge(_ label: String) -> Recorder {
            Recorder(label: label, dimensions: [], aggregate: false, factory: factory)
        }
        closing = gauge("peerspective.closing.lag_seconds")
        sealing = gauge("peerspective.sealing.lag_seconds")
    }

    func note(_ lags: Lags) {
        closing.record(lags.closing)
        sealing.record(lags.sealing)
    }
}

/// Who waits for a password to be hashed.
enum PasswordFigures {
    static func families(_ passwords: PasswordQueue) -> [MetricFamily] {
        let (waiting, refused) = passwords.figures
        return [
            MetricFamily(
                "peerspective_password_queue_waiting", .gauge,
                "Passwords that wait to be hashed.", [.init(Double(waiting))]),
            MetricFamily(
                "peerspective_password_queue_refused_total", .counter,
                "Sign-ins that were sent away since too many waited.", [.init(Double(refused))]),
        ]
    }
}
