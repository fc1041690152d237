/// The names of the statements that are prepared on one connection, least recently used first.
struct StatementCache {
    private struct Entry {
        let name: String
        var used: UInt64
    }

    private let limit: Int
    private var entries: [String: Entry] = [:]
    private var clock: UInt64 = 0

    init(limit: Int) {
        self.limit = limit
    }

    /// The name of a statement, which counts as used now.
    mutating func name(of text: String) -> String? {
        clock += 1
        entries[text]?.used = clock
        return entries[text]?.name
    }

    /// Takes in a statement under a new name.
    mutating func add(_ text: String) -> String {
        clock += 1
        let name = "s\(clock)"
        entries[text] = Entry(name: name, used: clock)
        return name
    }

    /// Forgets a statement, unless it was prepared again under another name since.
    mutating func remove(_ text: String, name: String) {
        if entries[text]?.name == name { entries[text] = nil }
    }

    mutating func removeAll() {
        entries = [:]
    }

    /// Takes out the least recently used one while there are too many.
    ///
    /// - Returns: its name, to be deallocated.
    mutating func evict() -> String? {
        guard entries.count > limit else { return nil }
        guard let oldest = entries.min(by: { $0.value.used < $1.value.used }) else { return nil }
        entries[oldest.key] = nil
        return oldest.value.name
    }
}
