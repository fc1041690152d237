/// HTML that is XML too. What is interpolated is escaped; only markup goes in as it is.
struct Markup: ExpressibleByStringInterpolation, Equatable, Sendable {
    private(set) var text: String

    init(stringLiteral text: String) {
        self.text = text
    }

    init(stringInterpolation: StringInterpolation) {
        text = stringInterpolation.text
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: String) { text += Markup.escaped(value) }

        mutating func appendInterpolation(_ value: some BinaryInteger) { text += "\(value)" }

        mutating func appendInterpolation(_ markup: Markup) { text += markup.text }

        mutating func appendInterpolation(_ parts: [Markup]) {
            text += parts.map(\.text).joined(separator: "\n")
        }
    }

    /// Characters that HTML and XML don't have become U+FFFD.
    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\r": escaped += "&#13;"
            case "\t", "\n": escaped.unicodeScalars.append(scalar)
            case "\0"..<" ", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}

extension Markup {
    /// A table under its caption; a sentence where there are no rows.
    static func table(_ caption: String, _ header: [String], _ rows: [[Markup]]) -> Markup {
        guard !rows.isEmpty else { return "<p>\(caption): none.</p>" }
        let names = header.map { "<th scope=\"col\">\($0)</th>" as Markup }
        let lines = rows.map { row -> Markup in
            let cells = row.enumerated().map { place, cell -> Markup in
                place == 0 ? "<th scope=\"row\">\(cell)</th>" : "<td>\(cell)</td>"
            }
            return "<tr>\(cells)</tr>"
        }
        return """
            <div class="wide" role="region" aria-label="\(caption)" tabindex="0"><table>
            <caption>\(caption)</caption>
            <thead><tr>\(names)</tr></thead>
            <tbody>\(lines)</tbody>
            </table></div>
            """
    }

    /// Names and what they stand for.
    static func list(_ pairs: [(String, Markup)]) -> Markup {
        let lines = pairs.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as Markup }
        return "<dl>\(lines)</dl>"
    }
}
