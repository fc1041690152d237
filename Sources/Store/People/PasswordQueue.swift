import Domain
import Foundation
import Synchronization

/// The one thread on which passwords are hashed: each takes 32 MiB and nearly half a second, so
/// more at once would starve everything else.
package final class PasswordQueue: Sendable {
    private struct Work: Sendable {
        let deadline: ContinuousClock.Instant
        let perform: @Sendable (_ isTooLate: Bool) -> Void
    }

    private let cost: PasswordHash.Cost
    private let limit: Int
    private let patience: Duration
    private let waiting = Mutex<[Work]>([])
    private let bell = DispatchSemaphore(value: 0)

    /// `limit`: how many may wait; `patience`: how long one may. Beyond either `Unavailable`.
    package init(
        cost: PasswordHash.Cost = .current, limit: Int = 16, patience: Duration = .seconds(5)
    ) {
        self.cost = cost
        self.limit = limit
        self.patience = patience
        // Ends with the queue: it waits without a cost, and holds nothing but the bell.
        Thread.detachNewThread { [weak self, bell] in
            while true {
                bell.wait()
                guard let self else { return }
                self.performNext()
            }
        }
    }

    deinit {
        bell.signal()
    }

    package func hash(_ password: String) async throws -> PasswordHash {
        let cost = cost
        return try await run {
            var random = SystemRandomNumberGenerator()
            return try PasswordHash(hashing: password, cost: cost, random: &random)
        }
    }

    /// Compares, also where there is no hash: then with a decoy, so that both take the same time.
    package func matches(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        let cost = cost
        return try await run {
            var random = SystemRandomNumberGenerator()
            guard let hash else {
                _ = try PasswordHash(hashing: password, cost: cost, random: &random)
                return false
            }
            return try hash.matches(password)
        }
    }

    func isOutdated(_ hash: PasswordHash) -> Bool { hash.cost != cost }

    private func performNext() {
        let next = waiting.withLock { $0.isEmpty ? nil : $0.removeFirst() }
        next.map { $0.perform(ContinuousClock.now > $0.deadline) }
    }

    /// Work whose caller is gone is still done: nobody can tell, and it is bounded.
    func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let busy = Unavailable(retryAfter: patience)
        return try await withCheckedThrowingContinuation { continuation in
            let entry = Work(deadline: .now + patience) { isTooLate in
                guard !isTooLate else { return continuation.resume(throwing: busy) }
                continuation.resume(with: Result(catching: work))
            }
            let isTaken = waiting.withLock { waiting in
                guard waiting.count < limit else { return false }
                waiting.append(entry)
                return true
            }
            guard isTaken else { return continuation.resume(throwing: busy) }
            bell.signal()
        }
    }
}
