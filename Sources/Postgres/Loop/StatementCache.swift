/// The names of the statements that are prepared on one connection: a list from the least recently
/// used to the most, in an array, so that each use and each eviction takes constant time.
struct StatementCache {
    private struct Entry {
        let wording: Wording
        let name: String
        var older: Int?
        var younger: Int?
    }

    private let limit: Int
    private var places: [Wording: Int] = [:]
    private var entries: [Entry?] = []
    private var free: [Int] = []
    private var first: Int?
    private var last: Int?
    private var lastName: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { places.count }
    /// The text that was used least recently.
    var oldest: String? { first.flatMap { entries[$0]?.wording.text } }
    /// Whether something ought to be evicted.
    var isOverfull: Bool { count > limit }
    /// Whether one more may be prepared, though the limit is passed until evictions are possible.
    var hasRoom: Bool { count < 2 * limit }

    /// The name of a statement, which counts as used now.
    mutating func name(of wording: Wording) -> String? {
        guard let place = places[wording], let entry = entries[place] else { return nil }
        if place != last {
            unlink(entry)
            link(Entry(wording: wording, name: entry.name), at: place)
        }
        return entry.name
    }

    /// Takes in a statement under a new name.
    mutating func add(_ wording: Wording) -> String {
        lastName += 1
        let name = "s\(lastName)"
        let place = free.popLast() ?? entries.count
        if place == entries.count { entries.append(nil) }
        places[wording] = place
        link(Entry(wording: wording, name: name), at: place)
        return name
    }

    /// Forgets a statement, unless it was prepared again under another name since.
    mutating func remove(_ wording: Wording, name: String) {
        guard let place = places[wording], let entry = entries[place], entry.name == name else {
            return
        }
        unlink(entry)
        places[wording] = nil
        entries[place] = nil
        free.append(place)
    }

    mutating func removeAll() {
        (places, entries, free, first, last) = ([:], [], [], nil, nil)
    }

    /// Takes out the least recently used one while there are too many.
    ///
    /// - Returns: its name, to be deallocated.
    mutating func evict() -> String? {
        guard isOverfull, let first, let entry = entries[first] else { return nil }
        remove(entry.wording, name: entry.name)
        return entry.name
    }

    private mutating func unlink(_ entry: Entry) {
        if let older = entry.older { entries[older]?.younger = entry.younger }
        if let younger = entry.younger { entries[younger]?.older = entry.older }
        if entry.older == nil { first = entry.younger }
        if entry.younger == nil { last = entry.older }
    }

    /// Puts an entry at the young end.
    private mutating func link(_ entry: Entry, at place: Int) {
        entries[place] = entry
        entries[place]?.older = last
        if let last { entries[last]?.younger = place } else { first = place }
        last = place
    }
}
