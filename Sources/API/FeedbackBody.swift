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
        Feedback.Content(
            outcome: outcome, points: points, levels: levels ?? [:], flags: Set(flags ?? []),
            comments: try Feedback.Comment.checked(
                (comments ?? []).map { ($0.startsAt, $0.endsAt, $0.body) }),
            summary: try Feedback.checkedSummary(summary ?? ""))
    }
}
