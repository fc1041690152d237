import Glibc
import Logging
import Testing

@testable import Postgres

/// The parts of the loop that know no server.
struct LoopTests {
    @Test func `timers come due soonest first, the removed ones never`() {
        var timers = Timers()
        var rung: [Int] = []
        let now = ContinuousClock.now
        let places = (0..<500).map { $0 * 7919 % 500 }
        let keys = places.map { place in
            timers.add(now - .seconds(500 - place)) { rung.append(place) }
        }

        for (place, key) in zip(places, keys) where place % 3 != 0 { timers.remove(key) }
        while let work = timers.nextDue() { work() }

        #expect(rung == stride(from: 0, to: 500, by: 3).map { $0 })
        #expect(timers.millisecondsToNext == -1)
    }

    @Test func `a timer that isn't due stays`() {
        var timers = Timers()
        _ = timers.add(.now + .seconds(3600)) {}
        let early = timers.add(.now + .seconds(1800)) {}

        #expect(timers.nextDue() == nil)
        #expect(timers.millisecondsToNext == 60_000)
        timers.remove(early)
        timers.remove(early)
        #expect(timers.nextDue() == nil)
        #expect(timers.millisecondsToNext == 60_000)
    }

    @Test func `the statement unused for longest goes first`() {
        var cache = StatementCache(limit: 3)
        let names = ["a", "b", "c", "d", "e"].map { cache.add(Wording($0)) }
        _ = cache.name(of: Wording("a"))
        _ = cache.name(of: Wording("c"))

        #expect(Set(names).count == 5)
        #expect(cache.isOverfull)
        #expect(cache.evict() == names[1])
        #expect(cache.evict() == names[3])
        #expect(cache.evict() == nil)
        #expect(!cache.isOverfull)
        #expect(cache.name(of: Wording("b")) == nil)
        #expect(cache.name(of: Wording("a")) == names[0])
    }

    @Test func `a statement removed or forgotten gets another name`() {
        var cache = StatementCache(limit: 1)
        let first = cache.add(Wording("a"))
        cache.remove(Wording("a"), name: "other")
        #expect(cache.name(of: Wording("a")) == first)

        cache.remove(Wording("a"), name: first)
        #expect(cache.name(of: Wording("a")) == nil)
        let second = cache.add(Wording("a"))
        cache.removeAll()
        #expect(cache.name(of: Wording("a")) == nil)
        let third = cache.add(Wording("a"))

        #expect(Set([first, second, third]).count == 3)
        #expect(cache.hasRoom)
        _ = cache.add(Wording("b"))
        #expect(!cache.hasRoom)
    }

    @Test func `a cache's order survives any mixture of uses`() {
        var cache = StatementCache(limit: 10)
        var expected: [String] = []
        for step in 0..<2000 {
            let text = "\(step * 7919 % 23)"
            expected.removeAll { $0 == text }
            expected.append(text)
            if cache.name(of: Wording(text)) == nil { _ = cache.add(Wording(text)) }
            if step % 5 == 0, expected.count > 1 {
                let gone = expected.remove(at: step % expected.count)
                if let name = cache.name(of: Wording(gone)) {
                    cache.remove(Wording(gone), name: name)
                }
            }
            if cache.evict() != nil { expected.removeFirst() }
            #expect(cache.count == expected.count)
            if let oldest = expected.first { #expect(cache.oldest == oldest) }
        }
    }

    @Test func `a queue gives back what it got, in order`() {
        var queue = Queue<Int>()
        var taken: [Int] = []
        for n in 0..<1000 {
            queue.append(n)
            guard n % 3 != 0, let first = queue.first else { continue }
            taken.append(first)
            queue.removeFirst()
        }
        while let first = queue.first {
            taken.append(first)
            queue.removeFirst()
        }

        #expect(taken == Array(0..<1000))
    }

    /// The number of a descriptor that was closed is soon another's.
    @Test func `a loop that has ended writes to nobody's descriptor`() async {
        let limits = PostgresConfiguration(connection: "", readers: 1, minimum: 0, maximum: 2)

        let strays = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    var strays = 0
                    for _ in 0..<300 {
                        await PostgresClient(limits, logger: .silent).close()
                        strays += strayBytes()
                    }
                    return strays
                }
            }
            return await group.reduce(0, +)
        }

        #expect(strays == 0)
    }

    /// How many bytes come out of a pair of sockets into which nobody has written.
    private func strayBytes() -> Int {
        var pair: [Int32] = [0, 0]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue)
        socketpair(AF_UNIX, type, 0, &pair)
        defer { for socket in pair { close(socket) } }
        sched_yield()
        var bytes = [UInt8](repeating: 0, count: 8)
        return pair.reduce(0) { $0 + max(0, read($1, &bytes, bytes.count)) }
    }
}
