extension Feedback {
    /// A summary as it is kept; refuses one that is too long.
    package static func checkedSummary(_ text: String) throws(Invalid) -> String {
        guard text.utf8.count <= 262_144 else {
            throw Invalid("/summary", "too-long", "Shorten it to at most 262,144 bytes.")
        }
        return text
    }
}

extension Feedback.Comment {
    /// Comments from anchors and words as they were sent; each fault at its place in the list.
    package static func checked(
        _ sent: [(startsAt: Int, endsAt: Int, body: String)]
    ) throws(Invalid) -> [Feedback.Comment] {
        let faults = sent.enumerated().compactMap { fault($1.startsAt, $1.endsAt, $1.body, $0) }
        guard faults.isEmpty else { throw Invalid(faults) }
        return sent.map { Feedback.Comment(span: $0.startsAt..<$0.endsAt, body: $0.body) }
    }

    private static func fault(
        _ startsAt: Int, _ endsAt: Int, _ body: String, _ place: Int
    ) -> Invalid.Fault? {
        if startsAt < 0 || endsAt <= startsAt {
            return Invalid.Fault(
                pointer: "/comments/\(place)", code: "empty-span",
                detail: "Let starts_at be 0 or more and ends_at lie behind it.")
        }
        guard body.contains(where: { !$0.isWhitespace }), body.utf8.count <= 65_536 else {
            return Invalid.Fault(
                pointer: "/comments/\(place)/body", code: "length",
                detail: "Write 1 to 65,536 bytes.")
        }
        return nil
    }
}
