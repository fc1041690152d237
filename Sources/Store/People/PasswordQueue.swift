import Domain
import Foundation
import Synchronization

/// The one thread on which passwords are hashed: each takes 32 MiB and nearly half a second, so
/// more at once would starve everything else.
package final class PasswordQueue: Sendable {
    private let cost: PasswordHash.Cost
    private let limit: Int
    private let state = Mutex<[@Sendable () -> Void]>([])
    private let bell = DispatchSemaphore(value: 0)

    /// `limit`: how many may wait; beyond it `Unavailable`.
    package init(cost: PasswordHash.Cost = .current, limit: Int = 16) {
        self.cost = cost
        self.limit = limit
        // Ends with the process: it waits without a cost, and holds nothing but this queue.
        Thread.detachNewThread { [weak self] in
            while let bell = self?.bell {
                bell.wait()
                guard let self else { return }
                self.next()?()
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

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { $0.isEmpty ? nil : $0.removeFirst() }
    }

    private func run<Value: Sendable>(
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let isTaken = state.withLock { waiting in
                guard waiting.count < limit else { return false }
                waiting.append { continuation.resume(with: Result(catching: work)) }
                return true
            }
            guard isTaken else {
                return continuation.resume(throwing: Unavailable(retryAfter: .seconds(5)))
            }
            bell.signal()
        }
    }
}
