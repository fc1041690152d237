internal import Foundation

/// A statement as it goes to libpq: text with `$n`, and values in text format.
struct Statement: Sendable {
    let wording: Wording
    let values: [String?]

    var text: String { wording.text }
    /// Without any value, also those that stand in the text.
    var shownText: String { wording.shownText }

    init(_ sql: SQL) {
        var values: [String?] = []
        for case .value(let value) in sql.parts { values.append(value) }
        self.init(Wording.of(sql.parts), values)
    }

    init(_ wording: Wording, _ values: [String?]) {
        self.wording = wording
        self.values = values
    }

    /// A C string ends at U+0000: what lies behind it would be lost without a word.
    var holdsNUL: Bool {
        wording.holdsNUL || values.contains { $0?.holdsNUL ?? false }
    }
}

extension String {
    var holdsNUL: Bool {
        var text = self
        return text.withUTF8 { utf8 in
            utf8.baseAddress.map { memchr($0, 0, utf8.count) != nil } ?? false
        }
    }
}
