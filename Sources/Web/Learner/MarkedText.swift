import Foundation

/// A text with the passages marked that comments stand beside, as a page shows it.
struct MarkedText: Sendable {
    /// A part of the text that as many passages cover from its beginning to its end.
    struct Piece: Sendable {
        let text: String
        let isMarked: Bool
        /// The numbers of the passages that end with it.
        let ends: [Int]
    }

    /// As Markdown, where the marks change nothing of it.
    let html: String?
    /// The text as it was typed, for where they would.
    let pieces: [Piece]

    /// A span counts Unicode scalars. Passages are numbered from 1 in the order given.
    init(_ text: String, _ spans: [Range<Int>]) {
        let cuts = Cuts(Array(text.unicodeScalars), spans)
        html = cuts.html(of: text)
        pieces = cuts.pieces
    }
}

/// Where a text is cut so that each part lies in a passage as a whole or not at all.
private struct Cuts {
    // A character for private use, which no text of ours has another meaning for.
    private static let mark: Character = "\u{E000}"

    private let scalars: [Unicode.Scalar]
    private let spans: [Range<Int>]
    private let places: [Int]

    init(_ scalars: [Unicode.Scalar], _ spans: [Range<Int>]) {
        self.scalars = scalars
        self.spans = spans.map { $0.clamped(to: 0..<scalars.count) }
        places = Set(self.spans.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
    }

    var pieces: [MarkedText.Piece] {
        let bounds = [0] + places.filter { $0 > 0 && $0 < scalars.count } + [scalars.count]
        return zip(bounds, bounds.dropFirst()).map { start, end in
            MarkedText.Piece(
                text: Self.text(scalars[start..<end]), isMarked: isCovered(start),
                ends: ending(at: end))
        }
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }

    private func isCovered(_ place: Int) -> Bool { spans.contains { $0.contains(place) } }

    private func ending(at place: Int) -> [Int] {
        spans.indices.filter { spans[$0].upperBound == place }.map { $0 + 1 }
    }

    /// Nil where a cut would make another Markdown of it.
    func html(of text: String) -> String? {
        guard !text.contains(Self.mark) else { return nil }
        let bounds = [0] + places + [scalars.count]
        let cut = zip(bounds, bounds.dropFirst()).map { Self.text(scalars[$0..<$1]) }
            .joined(separator: String(Self.mark))
        let html = Markdown(cut).html
        guard html.filter({ $0 == Self.mark }).count == places.count,
            html.replacing(String(Self.mark), with: "") == Markdown(text).html
        else { return nil }
        return marked(html)
    }

    /// The HTML with a mark around each text that a passage covers, never across a tag.
    private func marked(_ html: String) -> String? {
        var made = ""
        var passed = 0
        for part in Self.parts(of: html) {
            guard !part.hasPrefix("<") else {
                if part.contains(Self.mark) { return nil }
                made += part
                continue
            }
            for (place, run) in part.split(separator: Self.mark, omittingEmptySubsequences: false)
                .enumerated()
            {
                if place > 0 {
                    made += ending(at: places[passed]).map(Self.reference).joined()
                    passed += 1
                }
                let isMarked = passed > 0 && isCovered(places[passed - 1])
                let isText = run.contains { !$0.isWhitespace }
                made += isMarked && isText ? "<mark>\(run)</mark>" : String(run)
            }
        }
        return made
    }

    /// Tags and what is between them; cmark writes no angle bracket but a tag's own.
    private static func parts(of html: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = html[...]
        while let next = rest.firstIndex(of: rest.hasPrefix("<") ? ">" : "<") {
            let end = rest.hasPrefix("<") ? rest.index(after: next) : next
            parts.append(rest[..<end])
            rest = rest[end...]
        }
        return parts + [rest]
    }

    private static func reference(_ number: Int) -> String {
        """
        <a class="note-ref" id="passage-\(number)" href="#note-\(number)">\
        <span class="hidden-but-read">Comment </span>\(number)</a>
        """
    }
}
