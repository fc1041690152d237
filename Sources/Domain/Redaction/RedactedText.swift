import Foundation

/// Covers words of a text. Each Unicode scalar of them gives way to one other, so that whatever is
/// anchored in the text stays where it was.
package enum RedactedText {
    package static let cover: Unicode.Scalar = "\u{2588}"

    /// What may be asked for: one line, long enough not to hit half of everything.
    package static func check(_ words: String) throws(Invalid) {
        guard (2...500).contains(words.count), !words.contains(where: \.isNewline),
            words.contains(where: { !$0.isWhitespace })
        else {
            throw Invalid(
                "/words", "length", "Give 2 to 500 characters on one line: what is to be covered.")
        }
    }

    /// Where the words stand, in any case: spans of Unicode scalars from 0, none within another.
    package static func spans(of words: String, in text: String) -> [Range<Int>] {
        var spans: [Range<Int>] = []
        var rest = text.startIndex..<text.endIndex
        while let found = text.range(of: words, options: .caseInsensitive, range: rest) {
            let scalars = text.unicodeScalars
            let start = scalars.distance(from: scalars.startIndex, to: found.lowerBound)
            spans.append(
                start..<start
                    + scalars.distance(from: found.lowerBound, to: found.upperBound))
            rest = found.upperBound..<text.endIndex
        }
        return spans
    }

    package static func covering(_ spans: [Range<Int>], in text: String) -> String {
        var scalars = Array(text.unicodeScalars)
        for span in spans {
            for place in span.clamped(to: scalars.indices) where scalars[place] != "\n" {
                scalars[place] = cover
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }

    /// All of a text.
    package static func covered(_ text: String) -> String {
        covering([0..<text.unicodeScalars.count], in: text)
    }
}
