import Domain
import Synchronization

/// How many of the requests that compute for long are under way at once, and how many wait for it.
///
/// The processors share themselves among all that is under way: with no bound a flood makes everyone
/// wait, longer the longer it lasts, and the memory of all of them is held meanwhile.
package final class Turns: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let limit: Int
    private let patience: Duration
    private let state: Mutex<State>

    /// `atOnce` is above what the database has connections for: some wait for it, and others compute.
    /// Beyond `limit` that wait, and after `patience`, a request is told to come again; who had a turn
    /// may still wait for a connection, for three seconds.
    package init(_ atOnce: Int = 40, limit: Int = 200, patience: Duration = .seconds(2)) {
        self.limit = limit
        self.patience = patience
        state = Mutex(State(free: atOnce))
    }

    /// Runs it when its turn has come. `Unavailable` at once where too many wait, or when it waited for
    /// too long by then; no timer ends the wait, for each turn's end does.
    package func take<Value: Sendable>(
        _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        let since = ContinuousClock.now
        guard try isFree() else {
            await wait()
            defer { giveBack() }
            guard ContinuousClock.now - since <= patience else { throw busy }
            return try await work()
        }
        defer { giveBack() }
        return try await work()
    }

    private var busy: Unavailable { Unavailable(retryAfter: patience) }

    private func isFree() throws -> Bool {
        try state.withLock { state in
            guard state.free == 0 else {
                state.free -= 1
                return true
            }
            guard state.waiting.count < limit else { throw busy }
            return false
        }
    }

    private func wait() async {
        await withCheckedContinuation { next in
            let isTaken = state.withLock { state in
                // One may have come free in between.
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.waiting.append(next)
                return false
            }
            if isTaken { next.resume() }
        }
    }

    private func giveBack() {
        let next = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return CheckedContinuation<Void, Never>?.none
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
