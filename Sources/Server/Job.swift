import Logging
import ServiceLifecycle

/// Work that comes again and again beside the requests. A failure is logged, and it is tried again
/// within seconds, then after longer and longer pauses: see `pause(every:after:)`.
struct Job: Service {
    private let name: String
    private let interval: Duration
    private let first: Duration
    private let logger: Logger
    private let meters: JobMeters?
    private let work: @Sendable () async throws -> Void

    /// `first`: how long after the start it comes for the first time; nil: as later.
    init(
        _ name: String, every interval: Duration, first: Duration? = nil, _ observers: Observers,
        work: @escaping @Sendable () async throws -> Void
    ) {
        self.name = name
        self.interval = interval
        self.first = first ?? interval
        logger = observers.logger
        meters = observers.metrics.map { JobMeters($0, job: name, every: interval) }
        self.work = work
    }

    func run() async throws {
        var failures = 0
        var pause = first
        while await Self.slept(pause) {
            let start = ContinuousClock.now
            do {
                try await work()
                failures = 0
                pause = interval
                meters?.noteSuccess()
            } catch {
                failures += 1
                // Nodes that failed together don't come again together.
                pause = Self.pause(every: interval, after: failures) * Double.random(in: 0.5...1)
                meters?.noteFailure()
                logger.error("a job failed", metadata: ["job": "\(name)", "error": "\(error)"])
            }
            meters?.noteEnd(since: start)
        }
    }

    /// The longest until the next try, after one failure or more, one upon the other. What comes hourly
    /// waits no hour for a clock that was in doubt for a second.
    static func pause(every interval: Duration, after failures: Int) -> Duration {
        let soon = Duration.seconds(5)
        return min(min(interval, soon) * (1 << min(failures - 1, 20)), max(interval, soon))
    }

    /// False when there is to be no more.
    private static func slept(_ pause: Duration) async -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: pause) }
            return true
        } catch {
            return false
        }
    }
}
