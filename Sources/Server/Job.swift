import Logging
import ServiceLifecycle

/// Work that comes again and again beside the requests. A failure is logged, and the next run waits
/// longer, up to ten times.
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
        for await _ in Ticks(first: first, interval: interval).cancelOnGracefulShutdown() {
            guard failures == 0 || Int.random(in: 0..<min(failures + 1, 10)) == 0 else { continue }
            let start = ContinuousClock.now
            do {
                try await work()
                failures = 0
                meters?.noteSuccess()
            } catch {
                failures += 1
                meters?.noteFailure()
                logger.error("a job failed", metadata: ["job": "\(name)", "error": "\(error)"])
            }
            meters?.noteEnd(since: start)
        }
    }

    private struct Ticks: AsyncSequence, AsyncIteratorProtocol {
        var first: Duration?
        let interval: Duration

        func makeAsyncIterator() -> Ticks { self }

        /// Nil when cancelled: over.
        mutating func next() async -> Void? {
            try? await Task.sleep(for: first ?? interval)
            first = nil
            return Task.isCancelled ? nil : ()
        }
    }
}
