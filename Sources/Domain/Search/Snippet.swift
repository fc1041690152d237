/// Pieces of a text around what was found in it: plain text, and where the found words stand.
package struct Snippet: Sendable, Equatable {
    package let text: String
    /// Counted in Unicode scalars from 0, ends not included.
    package let matches: [Range<Int>]

    /// What marks a found word; the text itself is freed of both first.
    package static let marks: (start: Unicode.Scalar, end: Unicode.Scalar) = ("\u{2}", "\u{3}")
    /// What stands for `<` and `>`, which would be taken for markup.
    package static let brackets: (left: Unicode.Scalar, right: Unicode.Scalar) = (
        "\u{4}", "\u{5}"
    )

    /// From a text with marks.
    package init(marked: String) {
        var scalars = String.UnicodeScalarView()
        var matches: [Range<Int>] = []
        var start: Int?
        var count = 0
        for scalar in marked.unicodeScalars {
            switch scalar {
            case Self.marks.start: start = count
            case Self.marks.end:
                start.map { matches.append($0..<count) }
                start = nil
            default:
                scalars.append(Self.restored(scalar))
                count += 1
            }
        }
        text = String(scalars)
        self.matches = matches
    }

    private static func restored(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar {
        case brackets.left: "<"
        case brackets.right: ">"
        default: scalar
        }
    }
}
