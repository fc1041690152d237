import Domain

/// Words of a text as a reader gives them, to be found there. Where they stand is counted in Unicode
/// scalars, as anchors are.
enum Quotation {
    static func span(of quote: String, note: String, in text: String) throws -> Range<Int> {
        guard !quote.isEmpty else {
            throw Invalid("/quote", "missing", "Copy the words that you comment on from the text.")
        }
        guard !note.isEmpty else {
            throw Invalid("/note", "missing", "Write the comment on these words.")
        }
        let found = spans(of: quote, in: text)
        guard let span = found.first else {
            throw Invalid("/quote", "not-found", "These words don’t stand in the text. Copy them.")
        }
        guard found.count == 1 else {
            throw Invalid(
                "/quote", "twice", "These words stand there more than once. Take a few more.")
        }
        return span
    }

    /// White space is one space, whatever it is: a copied passage has other line ends.
    static func spans(of quote: String, in text: String) -> [Range<Int>] {
        let (wanted, _) = folded(quote)
        let (scalars, places) = folded(text)
        guard !wanted.isEmpty, wanted.count <= scalars.count else { return [] }
        return (0...(scalars.count - wanted.count)).filter {
            scalars[$0] == wanted[0] && scalars[$0..<($0 + wanted.count)].elementsEqual(wanted)
        }.map { places[$0]..<(places[$0 + wanted.count - 1] + 1) }
    }

    /// Without space at the ends, each with its place in the text.
    private static func folded(_ text: String) -> ([Unicode.Scalar], [Int]) {
        var scalars: [Unicode.Scalar] = []
        var places: [Int] = []
        var gap: Int?
        for (place, scalar) in text.unicodeScalars.enumerated() {
            if scalar.properties.isWhitespace {
                gap = gap ?? place
                continue
            }
            if let space = gap, !scalars.isEmpty {
                scalars.append(" ")
                places.append(space)
            }
            gap = nil
            scalars.append(scalar)
            places.append(place)
        }
        return (scalars, places)
    }
}
