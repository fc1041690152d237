import Foundation

/// Looks for a name that one object has twice. Readers differ in which of the two counts (RFC 8259,
/// section 4), and what one of them checked another would take.
struct JSONNames {
    private struct Level {
        /// Nil in a list.
        var names: Set<[UInt8]>?
        var name: [UInt8] = []
        var place = 0
        var awaitsName: Bool
    }

    /// Deeper than this the decoder refuses.
    private static let deepest = 512

    private let bytes: [UInt8]
    private var levels: [Level] = []

    /// Where the second one stands, as a pointer. Of what isn't JSON it finds what it may: that is
    /// refused in any case.
    static func repeated(in bytes: [UInt8]) -> String? {
        var names = JSONNames(bytes: bytes)
        return names.walk()
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func walk() -> String? {
        var place = 0
        while place < bytes.count {
            switch bytes[place] {
            case UInt8(ascii: "\""):
                let end = endOfText(from: place + 1)
                guard take(place..<end) else { return pointer }
                place = end
            case UInt8(ascii: "{"): levels.append(Level(names: [], awaitsName: true))
            case UInt8(ascii: "["): levels.append(Level(awaitsName: false))
            case UInt8(ascii: "}"), UInt8(ascii: "]"): _ = levels.popLast()
            case UInt8(ascii: ","): next()
            default: break
            }
            guard levels.count <= Self.deepest else { return nil }
            place += 1
        }
        return nil
    }

    /// The place of the quote that ends it.
    private func endOfText(from start: Int) -> Int {
        var place = start
        while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
            place += bytes[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(place, bytes.count)
    }

    private mutating func next() {
        guard let last = levels.indices.last else { return }
        levels[last].place += 1
        levels[last].awaitsName = levels[last].names != nil
    }

    /// Whether the text is no name, or one that its object hasn't yet.
    private mutating func take(_ quoted: Range<Int>) -> Bool {
        guard let last = levels.indices.last, levels[last].awaitsName else { return true }
        levels[last].awaitsName = false
        let name = plain(quoted)
        levels[last].name = name
        return levels[last].names?.insert(name).inserted ?? true
    }

    /// Without its quotes and escapes: `\u0061` is `a`.
    private func plain(_ quoted: Range<Int>) -> [UInt8] {
        let inner = bytes[(quoted.lowerBound + 1)..<max(quoted.upperBound, quoted.lowerBound + 1)]
        guard inner.contains(UInt8(ascii: "\\")) else { return Array(inner) }
        let text = Data([UInt8(ascii: "\"")] + inner + [UInt8(ascii: "\"")])
        // What can't be read is refused by the decoder.
        let read = try? JSONDecoder().decode(String.self, from: text)
        return read.map { Array($0.utf8) } ?? Array(inner)
    }

    private var pointer: String {
        levels.map { level in
            guard level.names != nil else { return "/\(level.place)" }
            return "/" + JSONCoding.escaped(String(decoding: level.name, as: UTF8.self))
        }.joined()
    }
}
