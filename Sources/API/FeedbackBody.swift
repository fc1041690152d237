import Domain
import Foundation

/// Feedback as it is answered. Levels are by the code of their criterion.
struct FeedbackBody: Encodable {
    let id: ID<Feedback>?
    let state: Feedback.State?
    let outcome: Feedback.Outcome?
    let points: Points?
    let levels: [String: Int]
    let flags: [String]
    let comments: [CommentBody]
    let summary: String

    init(_ content: Feedback.Content, _ id: ID<Feedback>?, _ state: Feedback.State?) {
        self.id = id
        self.state = state
        outcome = content.outcome
        points = content.points
        levels = content.levels
        flags = content.flags.sorted()
        comments = content.comments.map(CommentBody.init)
        summary = content.summary
    }
}

/// An anchor counts Unicode scalars of the submission's text from 0, its end not included.
struct CommentBody: Codable {
    let startsAt: Int
    let endsAt: Int
    let body: String

    init(_ comment: Feedback.Comment) {
        startsAt = comment.span.lowerBound
        endsAt = comment.span.upperBound
        body = comment.body
    }
}

struct FeedbackSent: Decodable {
    let outcome: Feedback.Outcome?
    let points: Points?
    let levels: [String: Int]?
    let flags: [String]?
    let comments: [CommentBody]?
    let summary: String?
    let isReady: Bool?

    func content() throws -> Feedback.Content {
        let sent = comments ?? []
        let faults = sent.enumerated().compactMap { $1.fault(at: $0) }
        guard faults.isEmpty else { throw Invalid(faults) }
        guard (summary ?? "").utf8.count <= 262_144 else {
            throw Invalid("/summary", "too-long", "Shorten it to at most 262,144 bytes.")
        }
        return Feedback.Content(
            outcome: outcome, points: points, levels: levels ?? [:], flags: Set(flags ?? []),
            comments: sent.map {
                Feedback.Comment(span: $0.startsAt..<$0.endsAt, body: $0.body)
            }, summary: summary ?? "")
    }
}

extension CommentBody {
    fileprivate func fault(at place: Int) -> Invalid.Fault? {
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
