import Domain
import Foundation

extension AppealPage {
    var feedback: Markup {
        guard !packet.feedback.isEmpty else { return "<p>Nothing was released.</p>" }
        return "\(packet.feedback.enumerated().map { article($0.element, $0.offset + 1) })"
    }

    private func article(_ shown: AppealPacket.Shown, _ number: Int) -> Markup {
        let released = shown.released
        let taken: Markup =
            released.withdrawal.map {
                "\(moment($0.withdrawnAt)) by \(name($0.withdrawnBy))"
            } ?? "no"
        let said = packet.submissions.first { $0.submission.id == released.submission }
        return """
            <article aria-labelledby="feedback-\(number)">
            <h3 id="feedback-\(number)">Feedback \(number),
            on submission \(said?.submission.number ?? 0)</h3>
            \(Markup.list([
                ("Written by", "\(name(released.author))"),
                ("Released", "\(moment(released.releasedAt)) by \(name(shown.releasedBy))"),
                ("Opened by the learner", moment(released.openedAt)),
                ("Withdrawn", taken),
                ("Outcome", "\(released.content.outcome?.rawValue ?? "–")"),
                ("Points", "\(released.content.points?.description ?? "–")"),
                ("Digest", "<code>\(Hex.text(shown.digest))</code>"),
                ("Check", Self.said(shown.integrity)),
            ] + redaction(shown.redactedAt)))
            <div class="text" dir="auto">\(released.content.summary)</div>
            \(levels(released))
            \(comments(released, on: said))
            </article>
            """
    }

    private func levels(_ released: ReleasedFeedback) -> Markup {
        let rubric = packet.rubrics.first { $0.version.id == released.rubricVersion }?.version
        let flags = (rubric?.flags ?? []).filter { released.content.flags.contains($0.code) }
        let rows = (rubric?.criteria ?? []).compactMap { criterion -> [Markup]? in
            guard let level = released.content.levels[criterion.code] else { return nil }
            return ["\(criterion.title)", "\(level)", "\(criterion.descriptors[level] ?? "")"]
        }
        return """
            \(Markup.table("Levels", ["Criterion", "Level", "Descriptor"], rows))
            <p>Outcome flags: \(flags.isEmpty
                ? "none" : flags.map(\.title).joined(separator: ", ")).</p>
            """
    }

    /// With the passage that each is about, unless the text was redacted since.
    private func comments(
        _ released: ReleasedFeedback, on said: AppealPacket.HandedIn?
    ) -> Markup {
        let text = said.flatMap { $0.integrity == .holds ? Array($0.body.unicodeScalars) : nil }
        let rows = released.content.comments.map { comment -> [Markup] in
            var passage = String.UnicodeScalarView()
            passage.append(contentsOf: (text ?? [])[within: comment.span])
            return [
                "\(comment.span.lowerBound)–\(comment.span.upperBound)", "\(String(passage))",
                "\(comment.body)",
            ]
        }
        return .table("Comments", ["Characters", "Passage", "Comment"], rows)
    }
}

extension [Unicode.Scalar] {
    fileprivate subscript(within range: Range<Int>) -> ArraySlice<Unicode.Scalar> {
        self[range.clamped(to: indices)]
    }
}
