import Domain

/// Feedback as its form holds it: what was typed, whether it is sound or not.
struct ReadingForm: Sendable {
    struct Comment: Sendable, Equatable {
        let startsAt: Int
        let endsAt: Int
        let body: String
    }

    /// The version that the form was shown with.
    let version: Int
    let outcome: String
    let points: String
    /// By the code of their criterion.
    let levels: [String: Int]
    let flags: Set<String>
    let comments: [Comment]
    let summary: String
    /// Words of the text, for a comment on them.
    let quote: String
    let note: String
    let isReady: Bool

    init(_ feedback: Feedback?) {
        let content = feedback?.content ?? Feedback.Content()
        version = feedback?.version ?? 0
        outcome = content.outcome?.rawValue ?? ""
        points = content.points?.description ?? ""
        (levels, flags, summary) = (content.levels, content.flags, content.summary)
        comments = content.comments.map {
            Comment(startsAt: $0.span.lowerBound, endsAt: $0.span.upperBound, body: $0.body)
        }
        (quote, note) = ("", "")
        isReady = feedback?.state == .ready
    }

    /// A comment that was emptied is taken away.
    init(_ form: Form) {
        version = Int(form["version"]) ?? 0
        outcome = form["outcome"]
        points = form.filled("points") ?? ""
        levels = Dictionary(
            form.fields.compactMap { field -> (String, Int)? in
                guard field.name.hasPrefix("level-"), let level = Int(field.value) else {
                    return nil
                }
                return (String(field.name.dropFirst(6)), level)
            }, uniquingKeysWith: { first, _ in first })
        flags = Set(form.all("flag"))
        comments = form.all("comment").compactMap { place in
            guard form.filled("body-\(place)") != nil,
                let startsAt = Int(form["starts-\(place)"]),
                let endsAt = Int(form["ends-\(place)"])
            else { return nil }
            return Comment(startsAt: startsAt, endsAt: endsAt, body: form["body-\(place)"])
        }
        summary = form["summary"]
        quote = form.filled("quote") ?? ""
        note = form.filled("note") ?? ""
        isReady = form["act"] == "ready"
    }

    /// What the action takes; `text` is the submission's, in which quoted words are found.
    func content(on text: String) throws -> Feedback.Content {
        var all = comments.map { ($0.startsAt, $0.endsAt, $0.body) }
        if !quote.isEmpty || !note.isEmpty {
            let span = try Quotation.span(of: quote, note: note, in: text)
            all.append((span.lowerBound, span.upperBound, note))
        }
        let given = Points(points)
        guard points.isEmpty || given != nil else {
            throw Invalid("/points", "unreadable", "Write points with digits, as 9 or 9.5.")
        }
        return Feedback.Content(
            outcome: Feedback.Outcome(rawValue: outcome), points: given, levels: levels,
            flags: flags, comments: try Feedback.Comment.checked(all),
            summary: try Feedback.checkedSummary(summary))
    }
}

extension ReadingForm {
    /// Whether saving it once more would change nothing.
    func isStored(in feedback: Feedback) -> Bool {
        let stored = ReadingForm(feedback)
        func inOrder(_ comments: [Comment]) -> [Comment] {
            comments.sorted {
                ($0.startsAt, $0.endsAt, $0.body) < ($1.startsAt, $1.endsAt, $1.body)
            }
        }
        return outcome == stored.outcome && points == stored.points && levels == stored.levels
            && flags == stored.flags && summary == stored.summary && isReady == stored.isReady
            && quote.isEmpty && note.isEmpty && inOrder(comments) == inOrder(stored.comments)
    }
}
