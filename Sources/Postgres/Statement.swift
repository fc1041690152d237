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
    }

    /// Whether preparing pays. Utility statements gain nothing, and those behind them in a unit
    /// may need their effect before they can be parsed.
    var isPlannable: Bool {
        let text = text.drop { $0.isWhitespace || $0 == "(" }
        let word = text.prefix { $0.isLetter }.uppercased()
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE"].contains(word)
    }

    /// A C string ends at U+0000: what lies behind it would be lost without a word.
    var holdsNUL: Bool {
        text.utf8.contains(0) || values.contains { $0?.utf8.contains(0) ?? false }
    }
}
