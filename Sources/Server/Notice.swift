import ServiceLifecycle
import Synchronization

/// Says for a while that the service is about to stop, before it does: whoever spreads requests over
/// several nodes looks at `/readyz`, and sends the next ones to another.
final class Notice: Service {
    private let period: Duration
    private let given = Atomic(false)

    init(_ period: Duration) {
        self.period = period
    }

    var isGiven: Bool { given.load(ordering: .relaxed) }

    /// The last of the services, so the first that is told to stop; the others wait for its end.
    func run() async throws {
        try await gracefulShutdown()
        given.store(true, ordering: .relaxed)
        try await Task.sleep(for: period)
    }
}
