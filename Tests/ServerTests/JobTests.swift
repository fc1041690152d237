import Synchronization
import Testing

@testable import Server

@Suite(.timeLimit(.minutes(1)))
struct JobTests {
    @Test(
        arguments: [
            (1, [1, 2, 4, 5, 5]), (10, [5, 10, 10, 10, 10]), (30, [5, 10, 20, 30, 30]),
            (3600, [5, 10, 20, 40, 80]),
        ])
    func `what failed is tried again soon, then after longer pauses, up to its interval`(
        interval: Int, seconds: [Int]
    ) {
        let pauses = (1...5).map { Job.pause(every: .seconds(interval), after: $0) }
        #expect(pauses == seconds.map { .seconds($0) })
        #expect(
            Job.pause(every: .seconds(interval), after: .max) == .seconds(max(interval, 5)))
    }

    @Test func `a job that comes hourly and failed doesn't wait an hour`() async throws {
        let (runs, ran) = AsyncStream<Int>.makeStream()
        let count = Mutex(0)
        let observers = try await Observers(Settings(arguments: [], environment: [:]))
        let job = Job("failing-once", every: .seconds(3600), first: .zero, observers) {
            let run = count.withLock { count in
                count += 1
                return count
            }
            ran.yield(run)
            if run == 1 { throw CancellationError() }
        }
        let running = Task { try await job.run() }
        #expect(await runs.first { $0 == 2 } == 2)
        running.cancel()
        try await running.value
    }
}
