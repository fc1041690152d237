internal import Synchronization

/// A statement's text, which its values don't change, and what is known of it.
///
/// The same pieces of SQL have the same wording, so that no request puts its text together, looks at
/// it or hashes it again.
final class Wording: Sendable {
    let text: String
    /// As it may be shown: with dots for the literals.
    let shownText: String
    /// Whether preparing pays. Utility statements gain nothing, and those behind them in a unit
    /// may need their effect before they can be parsed.
    let isPlannable: Bool
    let isCopy: Bool
    /// Whether it begins or ends a transaction, not merely goes back to a savepoint.
    let movesTransaction: Bool
    let holdsNUL: Bool
    private let hash: Int

    init(_ text: String, shown: String? = nil) {
        self.text = text
        shownText = shown ?? text
        let word = Self.firstWord(text)
        isPlannable = Self.plannable.contains(word)
        isCopy = word == "COPY"
        movesTransaction =
            Self.moving.contains(word) || word == "ROLLBACK" && !Self.namesSavepoint(text)
        holdsNUL = text.holdsNUL
        hash = text.hashValue
    }

    private static let plannable: Set = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE",
    ]

    private static let moving: Set = ["BEGIN", "START", "COMMIT", "END", "ABORT"]

    private static func firstWord(_ text: String) -> String {
        let start = text.utf8.drop { $0 <= 32 || $0 == UInt8(ascii: "(") }
        return String(decoding: start.prefix { ($0 | 32) >= 97 && ($0 | 32) <= 122 }, as: UTF8.self)
            .uppercased()
    }

    private static func namesSavepoint(_ text: String) -> Bool {
        text.split { !$0.isLetter }.contains { $0.uppercased() == "TO" }
    }
}

extension Wording: Hashable {
    static func == (left: Wording, right: Wording) -> Bool {
        left === right || left.hash == right.hash && left.text.hasBytes(of: right.text)
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}

extension Wording {
    /// The wording of what `parts` make, each value a `$n`.
    static func of(_ parts: [SQL.Part]) -> Wording {
        let pieces = Pieces(parts: parts)
        if let wording = known.withLock({ $0.wording(of: pieces) }) { return wording }
        // Quoted literals hold people's values, and stay nowhere.
        guard !pieces.holdLiterals else {
            return Wording(pieces.text(showing: true), shown: pieces.text(showing: false))
        }
        let wording = Wording(pieces.text(showing: true))
        known.withLock { $0.add(wording, pieces.withoutValues) }
        return wording
    }

    private static let known = Mutex(Known())

    /// Two generations: what wasn't used among the last thousand is forgotten.
    private struct Known {
        private static let limit = 1000
        private var recent: [Pieces: Wording] = [:]
        private var older: [Pieces: Wording] = [:]

        mutating func wording(of pieces: Pieces) -> Wording? {
            if let wording = recent[pieces] { return wording }
            guard let wording = older[pieces] else { return nil }
            add(wording, pieces.withoutValues)
            return wording
        }

        mutating func add(_ wording: Wording, _ pieces: Pieces) {
            if recent.count >= Self.limit { (older, recent) = (recent, [:]) }
            recent[pieces] = wording
        }
    }
}

/// The parts of a statement, whose values don't tell it from another.
private struct Pieces {
    let parts: [SQL.Part]

    var holdLiterals: Bool {
        parts.contains { if case .literal = $0 { true } else { false } }
    }

    var withoutValues: Pieces {
        Pieces(parts: parts.map { if case .value = $0 { .value(nil) } else { $0 } })
    }

    /// `showing`: with the literals, else with dots.
    func text(showing: Bool) -> String {
        var text = ""
        var values = 0
        text.reserveCapacity(parts.reduce(0) { $0 + $1.size })
        for part in parts {
            switch part {
            case .text(let piece): text += piece
            case .literal(let value): text += showing ? SQL.quoted(literal: value) : "'…'"
            case .value:
                values += 1
                text += "$"
                text += String(values)
            }
        }
        return text
    }
}

extension Pieces: Hashable {
    /// Texts of the program lie where they lay before, which `==` sees without reading them.
    static func == (left: Pieces, right: Pieces) -> Bool {
        guard left.parts.count == right.parts.count else { return false }
        for (left, right) in zip(left.parts, right.parts) {
            switch (left, right) {
            case (.value, .value): continue
            case (.text(let left), .text(let right)), (.literal(let left), .literal(let right)):
                guard left.hasBytes(of: right) else { return false }
            default: return false
            }
        }
        return true
    }

    /// By the lengths, which are told without reading.
    func hash(into hasher: inout Hasher) {
        var sum = parts.count
        for part in parts { sum = sum &* 31 &+ part.size }
        hasher.combine(sum)
    }
}

extension SQL.Part {
    /// In bytes, about.
    fileprivate var size: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .literal(let text): text.utf8.count + 4
        case .value: 3
        }
    }
}

extension String {
    /// Swift's own `==` takes canonical equivalents for equal, which for PostgreSQL are two names.
    fileprivate func hasBytes(of other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        let isSame = utf8.withContiguousStorageIfAvailable { mine in
            other.utf8.withContiguousStorageIfAvailable { theirs in
                mine.baseAddress == theirs.baseAddress || mine.elementsEqual(theirs)
            }
        }
        return (isSame ?? nil) ?? utf8.elementsEqual(other.utf8)
    }
}
