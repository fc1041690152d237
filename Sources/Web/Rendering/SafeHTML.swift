/// HTML that is put together in code, where a page has too many rows for its template.
///
/// What a literal says are tags and stand in our code; whatever is interpolated is text, and escaped,
/// but for other `SafeHTML`. Templates show `html` by three braces.
struct SafeHTML: Sendable, ExpressibleByStringInterpolation {
    private(set) var html: String

    init(stringLiteral tags: String) { html = tags }

    init(stringInterpolation parts: StringInterpolation) { html = parts.html }

    static func += (left: inout SafeHTML, right: SafeHTML) { left.html += right.html }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            html.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        mutating func appendLiteral(_ tags: String) { html += tags }

        mutating func appendInterpolation(_ text: String) { SafeHTML.escape(text, into: &html) }

        mutating func appendInterpolation(_ number: some BinaryInteger) { html += String(number) }

        mutating func appendInterpolation(_ made: SafeHTML) { html += made.html }
    }

    /// Fit for text and for attributes in quotation marks.
    private static func escape(_ text: String, into html: inout String) {
        guard text.utf8.contains(where: { special.contains($0) }) else {
            html += text
            return
        }
        for letter in text.unicodeScalars {
            switch letter {
            case "&": html += "&amp;"
            case "<": html += "&lt;"
            case ">": html += "&gt;"
            case "\"": html += "&quot;"
            case "'": html += "&#39;"
            default: html.unicodeScalars.append(letter)
            }
        }
    }

    private static let special = Array("&<>\"'".utf8)
}
