import Domain
import Foundation
import Synchronization

/// The one thread on which passwords are hashed: each takes 32 MiB and nearly half a second, so
/// more at once would starve everything else.
///
/// Whoever waits with little comes before whoever waits with much: an address that guesses keeps
/// nobody else out.
package final class PasswordQueue: Sendable {
    private struct Work: Sendable {
        /// For whom: an address, or a person.
        let caller: String
        /// How many of that caller's wait before it.
        let round: Int
        let deadline: ContinuousClock.Instant
        let perform: @Sendable (_ isTooLate: Bool) -> Void
    }

    private let cost: PasswordHash.Cost
    private let limit: Int
    private let limitOfOne: Int
    private let patience: Duration
    private let waiting = Mutex<[Work]>([])
    private let bell = DispatchSemaphore(value: 0)
    private let refusals = Atomic<Int>(0)

    /// `limit`: how many may wait; `limitOfOne`: how many of one caller, a campus behind one address
    /// for instance; `patience`: how long one may. Beyond each of them `Unavailable`.
    package init(
        cost: PasswordHash.Cost = .current, limit: Int = 64, limitOfOne: Int = 12,
        patience: Duration = .seconds(5)
    ) {
        self.cost = cost
        self.limit = limit
        self.limitOfOne = limitOfOne
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

    /// How many wait, and how many were sent away since the start.
    package var figures: (waiting: Int, refused: Int) {
        (waiting.withLock { $0.count }, refusals.load(ordering: .relaxed))
    }

    package func hash(_ password: String, for caller: String) async throws -> PasswordHash {
        let cost = cost
        return try await run(for: caller) {
            var random = SystemRandomNumberGenerator()
            return try PasswordHash(hashing: password, cost: cost, random: &random)
        }
    }

    /// Compares, also where there is no hash: then with a decoy, so that both take the same time.
    package func matches(
        _ password: String, _ hash: PasswordHash?, for caller: String
    ) async throws -> Bool {
        let cost = cost
        return try await run(for: caller) {
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
        for caller: String, _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let busy = Unavailable(retryAfter: patience)
        return try await withCheckedThrowingContinuation { continuation in
            let refuse = { @Sendable [self] in
                refusals.wrappingAdd(1, ordering: .relaxed)
                continuation.resume(throwing: busy)
            }
            let isTaken = add(for: caller) { isTooLate in
                guard !isTooLate else { return refuse() }
                continuation.resume(with: Result(catching: work))
            }
            guard isTaken else { return refuse() }
            bell.signal()
        }
    }

    /// Behind those of its own round, before every later round.
    private func add(
        for caller: String, _ perform: @escaping @Sendable (_ isTooLate: Bool) -> Void
    ) -> Bool {
        waiting.withLock { waiting in
            let own = waiting.count { $0.caller == caller }
            guard waiting.count < limit, own < limitOfOne else { return false }
            let place = waiting.firstIndex { $0.round > own } ?? waiting.endIndex
            waiting.insert(
                Work(
                    caller: caller, round: own, deadline: .now + patience, perform: perform),
                at: place)
            return true
        }
    }
}
