/// A submission's text cut where comments begin and end, each comment behind the paragraph in which
/// it ends.
struct Passages: Sendable {
    struct Paragraph: Sendable {
        let id: String
        let runs: [Run]
        let comments: [CommentBox]
    }

    /// Text without a cut. `at` is where it begins, in Unicode scalars of the whole; a script adds to
    /// it, so nothing within a run may differ from the text.
    struct Run: Sendable {
        let text: String
        let at: Int
        let isMarked: Bool
        /// Numbers of the comments that end here.
        let refs: [Int]
    }

    struct CommentBox: Sendable {
        let number: Int
        let quote: String
        let startsAt: Int
        let endsAt: Int
        let body: String
        let error: String?
    }

    let paragraphs: [Paragraph]

    /// `faults`: what is wrong, by the comment's place in the list.
    init(_ text: String, _ comments: [ReadingForm.Comment], faults: [Int: String] = [:]) {
        let scalars = Array(text.unicodeScalars)
        let boxes = comments.enumerated().map { place, comment in
            CommentBox(
                number: place + 1,
                quote: Self.text(
                    scalars[
                        min(
                            scalars.count, max(0, comment.startsAt))..<min(
                                scalars.count, max(0, comment.startsAt, comment.endsAt))]),
                startsAt: comment.startsAt, endsAt: comment.endsAt, body: comment.body,
                error: faults[place])
        }
        let spans = Self.paragraphs(of: scalars)
        paragraphs = spans.enumerated().map { place, span in
            let isLast = place == spans.count - 1
            let before = place == 0 ? 0 : spans[place - 1].upperBound
            return Paragraph(
                id: "passage-\(place + 1)", runs: Self.runs(of: scalars, in: span, boxes),
                comments: boxes.filter {
                    $0.endsAt > before && ($0.endsAt <= span.upperBound || isLast)
                })
        }
    }

    /// Lines up to an empty one.
    private static func paragraphs(of scalars: [Unicode.Scalar]) -> [Range<Int>] {
        var all: [Range<Int>] = []
        var start: Int?
        var end = 0
        var line = 0
        for place in 0...scalars.count where place == scalars.count || scalars[place] == "\n" {
            let isEmpty = scalars[line..<place].allSatisfy(\.properties.isWhitespace)
            if isEmpty, let from = start {
                all.append(from..<end)
                start = nil
            } else if !isEmpty {
                start = start ?? line
                end = place
            }
            line = place + 1
        }
        if let from = start { all.append(from..<end) }
        return all
    }

    private static func runs(
        of scalars: [Unicode.Scalar], in span: Range<Int>, _ boxes: [CommentBox]
    ) -> [Run] {
        // A parser of HTML makes another character of U+000D, so it stands in no run.
        let returns = span.filter { scalars[$0] == "\r" }
        let cuts = Set(
            [span.lowerBound, span.upperBound] + returns + returns.map { $0 + 1 }
                + boxes.flatMap { [$0.startsAt, $0.endsAt] }
        ).filter { span.contains($0) || $0 == span.upperBound }.sorted()
        return zip(cuts, cuts.dropFirst()).filter { scalars[$0.0] != "\r" }.map { from, to in
            Run(
                text: text(scalars[from..<to]), at: from,
                isMarked: boxes.contains { $0.startsAt <= from && $0.endsAt >= to },
                refs: boxes.filter { $0.endsAt == to }.map(\.number))
        }
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
