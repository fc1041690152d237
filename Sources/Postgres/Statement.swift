internal import Foundation

/// A statement as it goes to libpq: text with `$n`, and values in text format.
struct Statement: Sendable {
    let text: String
    let values: [String?]

    init(_ sql: SQL) {
        var text = ""
        var values: [String?] = []
        text.reserveCapacity(sql.parts.reduce(0) { $0 + $1.size })
        for part in sql.parts {
            switch part {
            case .text(let piece):
                text += piece
            case .literal(let value):
                text += SQL.quoted(literal: value)
            case .value(let value):
                values.append(value)
                text += "$"
                text += String(values.count)
            }
        }
        self.init(text, values)
    }

    init(_ text: String, _ values: [String?]) {
        self.text = text
        self.values = values
        let word = Self.firstWord(text)
        isPlannable = Self.plannable.contains(word)
        isCopy = word == "COPY"
        movesTransaction =
            Self.moving.contains(word) || word == "ROLLBACK" && !Self.namesSavepoint(text)
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

    private static func firstWord(_ text: String) -> String {
        let start = text.utf8.drop { $0 <= 32 || $0 == UInt8(ascii: "(") }
        return String(decoding: start.prefix { ($0 | 32) >= 97 && ($0 | 32) <= 122 }, as: UTF8.self)
            .uppercased()
    }

    private static func namesSavepoint(_ text: String) -> Bool {
        text.split { !$0.isLetter }.contains { $0.uppercased() == "TO" }
    }

    /// A C string ends at U+0000: what lies behind it would be lost without a word.
    var holdsNUL: Bool {
        text.holdsNUL || values.contains { $0?.holdsNUL ?? false }
    }
}

extension String {
    fileprivate var holdsNUL: Bool {
        var text = self
        return text.withUTF8 { utf8 in
            utf8.baseAddress.map { memchr($0, 0, utf8.count) != nil } ?? false
        }
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
