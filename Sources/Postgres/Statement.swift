/// A statement as it goes to libpq: text with `$n`, and values in text format.
struct Statement: Sendable {
    let text: String
    let values: [String?]

    init(_ sql: SQL) {
        var text = ""
        var values: [String?] = []
        for part in sql.parts {
            switch part {
            case .text(let piece):
                text += piece
            case .literal(let value):
                text += SQL.quoted(literal: value)
            case .value(let value):
                values.append(value)
                text += "$\(values.count)"
            }
        }
        self.text = text
        self.values = values
        let words = Self.firstWords(text)
        let word = words.first ?? ""
        isPlannable = Self.plannable.contains(word)
        isCopy = word == "COPY"
        movesTransaction =
            Self.moving.contains(word)
            || word == "ROLLBACK" && !words.contains("TO")
    }

    /// Whether preparing pays. Utility statements gain nothing, and those behind them in a unit
    /// may need their effect before they can be parsed.
    let isPlannable: Bool
    let isCopy: Bool
    /// Whether it begins or ends a transaction, not merely goes back to a savepoint.
    let movesTransaction: Bool

    private static let plannable: Set = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE",
    ]

    private static let moving: Set = ["BEGIN", "START", "COMMIT", "END", "ABORT"]

    /// The first word, and behind ROLLBACK all of them.
    private static func firstWords(_ text: String) -> [String] {
        let start = text.drop { $0.isWhitespace || $0 == "(" }
        let word = start.prefix { $0.isLetter }.uppercased()
        guard word == "ROLLBACK" else { return [word] }
        return start.split { !$0.isLetter }.map { $0.uppercased() }
    }

    /// A C string ends at U+0000: what lies behind it would be lost without a word.
    var holdsNUL: Bool {
        text.utf8.contains(0) || values.contains { $0?.utf8.contains(0) ?? false }
    }
}
