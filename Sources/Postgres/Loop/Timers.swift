/// Work for later, soonest first: a binary heap whose cancelled entries are left until they come
/// up or outnumber the others.
struct Timers {
    typealias Key = UInt64

    private struct Entry {
        let due: ContinuousClock.Instant
        let key: Key
    }

    private var heap: [Entry] = []
    private var works: [Key: () -> Void] = [:]
    private var lastKey: Key = 0

    mutating func add(_ due: ContinuousClock.Instant, _ work: @escaping () -> Void) -> Key {
        lastKey += 1
        works[lastKey] = work
        push(Entry(due: due, key: lastKey))
        return lastKey
    }

    mutating func remove(_ key: Key) {
        works[key] = nil
        guard heap.count > 64, heap.count > 2 * works.count else { return }
        let live = heap.filter { works[$0.key] != nil }
        heap = []
        for entry in live { push(entry) }
    }

    /// The pause until the next one, rounded up; -1 when there is none.
    var millisecondsToNext: Int32 {
        guard let first = heap.first else { return -1 }
        let pause = (first.due - .now) / .milliseconds(1)
        return Int32(min(max(0, pause.rounded(.up)), 60_000))
    }

    /// Takes out the next one that is due.
    mutating func nextDue() -> (() -> Void)? {
        while let first = heap.first, first.due <= .now {
            pop()
            if let work = works.removeValue(forKey: first.key) { return work }
        }
        return nil
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var place = heap.count - 1
        while place > 0, heap[place].due < heap[(place - 1) / 2].due {
            heap.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var place = 0
        while true {
            let children = [2 * place + 1, 2 * place + 2].filter { $0 < heap.count }
            guard let least = children.min(by: { heap[$0].due < heap[$1].due }),
                heap[least].due < heap[place].due
            else { return }
            heap.swapAt(least, place)
            place = least
        }
    }
}
