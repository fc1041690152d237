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
            case .value(let value):
                values.append(value)
                text += "$\(values.count)"
            }
        }
        self.text = text
        self.values = values
        let word = Self.firstWord(text)
        isPlannable = Self.plannable.contains(word)
        isCopy = word == "COPY"
    }

    /// Whether preparing pays. Utility statements gain nothing, and those behind them in a unit
    /// may need their effect before they can be parsed.
    let isPlannable: Bool
    let isCopy: Bool

    private static let plannable: Set = [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE",
    ]

    private static func firstWord(_ text: String) -> String {
        text.drop { $0.isWhitespace || $0 == "(" }.prefix { $0.isLetter }.uppercased()
    }

    /// A C string ends at U+0000: what lies behind it would be lost without a word.
    var holdsNUL: Bool {
        text.utf8.contains(0) || values.contains { $0?.utf8.contains(0) ?? false }
    }
}
