import Domain
import Foundation
import Synchronization
import Testing

@testable import Store

@Suite struct PasswordQueueTests {
    private static let cheap = PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1)

    /// Occupies a queue's thread until it is opened.
    private final class Gate: Sendable {
        private let isEntered = Atomic<Bool>(false)
        private let isOpen = DispatchSemaphore(value: 0)

        func pass() {
            isEntered.store(true, ordering: .releasing)
            isOpen.wait()
        }

        func open() { isOpen.signal() }

        /// Blocks no thread that tasks share: two tests that wait would have them all.
        func waitUntilEntered() async {
            while !isEntered.load(ordering: .acquiring) { await Task.yield() }
        }
    }

    private final class Order: Sendable {
        private let callers = Mutex<[String]>([])

        var served: [String] { callers.withLock { $0 } }
        func note(_ caller: String) { callers.withLock { $0.append(caller) } }
    }

    @Test func `a password matches its hash and no other`() async throws {
        let queue = PasswordQueue(cost: Self.cheap)
        let hash = try await queue.hash("correct horse", for: "ada")

        #expect(try await queue.matches("correct horse", hash, for: "ada"))
        #expect(try await !queue.matches("another horse", hash, for: "ada"))
        #expect(try await !queue.matches("correct horse", nil, for: "ada"))
    }

    @Test func `more than may wait are told to come again, and the others are served`() async throws
    {
        let queue = PasswordQueue(cost: Self.cheap, limit: 1, patience: .seconds(600))
        let gate = Gate()
        async let first: Void = queue.run(for: "ada") { gate.pass() }
        await gate.waitUntilEntered()

        let outcomes = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<5 {
                group.addTask { (try? await queue.hash("correct horse", for: "ada")) != nil }
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

    @Test func `whoever waits with much keeps nobody else waiting`() async throws {
        let queue = PasswordQueue(
            cost: Self.cheap, limit: 20, limitOfOne: 6, patience: .seconds(600))
        let gate = Gate()
        async let first: Void = queue.run(for: "guesser") { gate.pass() }
        await gate.waitUntilEntered()
        let order = Order()

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<9 {
                group.addTask {
                    // What is over the bound of one caller is refused.
                    try? await queue.run(for: "guesser") {
                        order.note("guesser")
                    }
                }
            }
            while queue.figures.waiting != 6 { await Task.yield() }
            group.addTask {
                try await queue.run(for: "ada") { order.note("ada") }
            }
            while queue.figures.waiting != 7 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }

        try await first
        #expect(order.served.firstIndex(of: "ada") == 1)
        #expect(order.served.count == 7)
    }

    @Test func `who waited too long isn't served any more`() async throws {
        let queue = PasswordQueue(cost: Self.cheap, patience: .zero)

        await #expect(throws: Unavailable.self) {
            try await queue.hash("correct horse", for: "ada")
        }
    }
}
