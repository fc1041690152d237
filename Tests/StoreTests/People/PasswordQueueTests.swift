import Domain
import Foundation
import Synchronization
import Testing

@testable import Store

@Suite struct PasswordQueueTests {
    private static let cheap = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    /// Occupies a queue's thread until it is opened.
    private final class Gate: Sendable {
        private let isEntered = DispatchSemaphore(value: 0)
        private let isOpen = DispatchSemaphore(value: 0)

        func pass() {
            isEntered.signal()
            isOpen.wait()
        }

        func open() { isOpen.signal() }
        func waitUntilEntered() { isEntered.wait() }
    }

    @Test func `a password matches its hash and no other`() async throws {
        let queue = PasswordQueue(cost: Self.cheap)
        let hash = try await queue.hash("correct horse")

        #expect(try await queue.matches("correct horse", hash))
        #expect(try await !queue.matches("another horse", hash))
        #expect(try await !queue.matches("correct horse", nil))
    }

    @Test func `more than may wait are told to come again, and the others are served`() async throws
    {
        let queue = PasswordQueue(cost: Self.cheap, limit: 1, patience: .seconds(600))
        let gate = Gate()
        async let first: Void = queue.run { gate.pass() }
        gate.waitUntilEntered()

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask { (try? await queue.hash("correct horse")) != nil }
            }
            var outcomes: [Bool] = []
            for await outcome in group {
                outcomes.append(outcome)
                if outcomes.count == 4 { gate.open() }
            }
            return outcomes
        }

        try await first
        #expect(outcomes.filter { $0 }.count == 1)
    }

    @Test func `who waited too long isn't served any more`() async throws {
        let queue = PasswordQueue(cost: Self.cheap, patience: .zero)

        await #expect(throws: Unavailable.self) { try await queue.hash("correct horse") }
    }
}
