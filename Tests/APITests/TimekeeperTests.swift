import Domain
import Edge
import Foundation
import Hummingbird
import HummingbirdTesting
import Support
import Synchronization
import Testing

@Suite struct TimekeeperTests {
    /// A machine whose clocks go when they are told to.
    private final class Machine: Sendable {
        let wall = Mutex(World.noon)
        private let start = ContinuousClock.now
        private let elapsed = Mutex(Duration.zero)

        var keeper: Timekeeper {
            Timekeeper(
                wall: { self.wall.withLock { $0 } },
                steady: { self.start + self.elapsed.withLock { $0 } })
        }

        func pass(_ seconds: Int) {
            elapsed.withLock { $0 += .seconds(seconds) }
            move(TimeInterval(seconds))
        }

        func move(_ seconds: TimeInterval) {
            wall.withLock { $0 += seconds }
        }

        /// A database on the same machine, or on another that is so far ahead.
        func asked(ahead seconds: TimeInterval = 0) -> Date {
            wall.withLock { $0 + seconds }
        }
    }

    private let machine = Machine()

    private func isDoubted(_ keeper: Timekeeper) -> Timekeeper.Doubt? {
        do {
            _ = try keeper.now()
            return nil
        } catch {
            return error as? Timekeeper.Doubt
        }
    }

    @Test func `a clock that goes on is believed`() async throws {
        let keeper = machine.keeper

        for _ in 0..<100 {
            machine.pass(3600)
            machine.move(-2)
            #expect(try keeper.now() == machine.asked())
        }

        #expect(try await keeper.compare { machine.asked(ahead: 29) }.doubt == nil)
    }

    @Test(arguments: [-7200.0, -31.0, 31.0, 7200.0, 2_592_000.0])
    func `one that was moved isn't, and is again once it is right`(_ seconds: Double) async throws {
        let keeper = machine.keeper
        machine.move(seconds)

        #expect(isDoubted(keeper) == .moved)
        let found = try await keeper.compare { machine.asked(ahead: -seconds) }
        #expect(found.doubt == .differs && found.isNews)
        #expect(isDoubted(keeper) == .differs)
        machine.pass(60)
        #expect(try await !keeper.compare { machine.asked(ahead: -seconds) }.isNews)
        machine.move(-seconds)

        let again = try await keeper.compare { machine.asked() }
        #expect(again.doubt == nil && again.isNews)
        #expect(try keeper.now() == machine.asked())
    }

    @Test func `with the database's it may go forward, but not back`() async throws {
        let keeper = machine.keeper
        machine.move(7200)

        #expect(try await keeper.compare { machine.asked() }.doubt == nil)
        #expect(try keeper.now() == World.noon + 7200)
        machine.move(-7200)
        #expect(try await keeper.compare { machine.asked() }.doubt == .setBack)
        #expect(isDoubted(keeper) == .setBack)
        machine.move(7200)
        #expect(try await keeper.compare { machine.asked() }.doubt == nil)
    }

    @Test func `the way to the database is no difference`() async throws {
        let keeper = machine.keeper

        let found = try await keeper.compare {
            defer { machine.pass(120) }
            return machine.asked()
        }

        #expect(found.doubt == nil)
    }

    @Test(.world) func `while it is doubted nothing is answered, and nothing done`() async throws {
        let database = try #require(TestDatabase.current)
        let keeper = machine.keeper
        let router = Router(context: Context.self)
        router.add(middleware: FrontDoor(database.records, .open, now: keeper.now))
        router.get("/") { _, _ in "told" }

        try await Application(router: router).test(.router) { client in
            let right = try await client.execute(uri: "/", method: .get) { $0.status }
            machine.move(-7200)
            let (wrong, body) = try await client.execute(uri: "/", method: .get) {
                ($0, String(buffer: $0.body))
            }

            #expect(right == .ok && wrong.status == .serviceUnavailable)
            #expect(wrong.headers[.retryAfter] == "10")
            #expect(body.contains("/problems/clock-in-doubt"))
        }
    }
}
