import Domain
import Foundation
import Store

/// Feedback that was released, beside the text that it is about.
struct FeedbackPage: Page {
    static let template = PageTemplate(PackageResources.feedback_mustache)

    struct Note: Sendable {
        let number: Int
        /// How the passage begins.
        let passage: String
        let body: Markdown
    }

    /// What a reader found by one criterion: its descriptor, never the name of a level.
    struct Found: Sendable {
        let title: String
        let level: Int
        let descriptor: String
    }

    let frame: Frame
    let tag: StateTag
    let released: Moment
    let author: String
    let outcome: String
    let revise: String?
    /// Where a later one is read; nil of the latest.
    let latest: String?
    let summary: Markdown?
    let points: String?
    let text: MarkedText
    let notes: [Note]
    let hasNotes: Bool
    let found: [Found]
    let hasFound: Bool
    let flags: [String]
    let submission: Link
    let seen: String

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ released: ReleasedFeedback, _ author: String,
        _ handedIn: SubmissionRecord, _ rubric: RubricVersion?
    ) {
        let content = released.content
        let id = record.assignment.id
        let isReturned = content.outcome == .returned
        frame = visit.frame(
            "Feedback: \(record.explorationTitle)", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
            ])
        let isLatest = record.release?.id == released.id
        latest = isLatest ? nil : Address.releasedFeedback(id).path
        tag = isReturned ? StateTag("came back to revise", "back") : StateTag("complete", "done")
        self.released = visit.moment(released.releasedAt, offering: record.zone)
        self.author = author
        outcome =
            !isLatest
            ? "This is about submission \(handedIn.submission.number). What holds now is what came later."
            : isReturned
                ? record.learnerView(at: visit.now).state == .submitted
                    ? "Your reader asked you to revise it, and you have handed in again since."
                    : "Your reader asks you to revise it."
                : "It is complete. Nothing more is expected here."
        revise =
            isReturned && isLatest && AssignmentPage.whyClosed(record, visit) == nil
            ? Address.writing(id).path : nil
        summary = content.summary.allSatisfy(\.isWhitespace) ? nil : Markdown(content.summary)
        points = content.points.map { "\($0)" }
        let comments = content.comments.sorted { $0.span.lowerBound < $1.span.lowerBound }
        text = MarkedText(handedIn.body, comments.map(\.span))
        notes = Self.notes(comments, handedIn.body)
        hasNotes = !notes.isEmpty
        found = rubric.map { Self.found(content.levels, $0) } ?? []
        hasFound = !found.isEmpty
        flags = rubric?.flags.filter { content.flags.contains($0.code) }.map(\.title) ?? []
        submission = Link(
            "Submission \(handedIn.submission.number)", .handedIn(id, handedIn.submission.id))
        seen =
            "You and the instructors of \(record.offeringTitle) see this. Coordinators see the outcome, "
            + "not the texts. Other learners see nothing."
    }

    private static func notes(_ comments: [Feedback.Comment], _ body: String) -> [Note] {
        let scalars = Array(body.unicodeScalars)
        return comments.enumerated().map { place, comment in
            let span = comment.span.clamped(to: 0..<scalars.count)
            var passage = String.UnicodeScalarView()
            passage.append(contentsOf: scalars[span].prefix(80))
            return Note(
                number: place + 1, passage: String(passage) + (span.count > 80 ? "…" : ""),
                body: Markdown(comment.body))
        }
    }

    private static func found(_ levels: [String: Int], _ rubric: RubricVersion) -> [Found] {
        rubric.criteria.compactMap { criterion in
            levels[criterion.code].map { level in
                Found(
                    title: criterion.title, level: level,
                    descriptor: criterion.descriptors[level] ?? "")
            }
        }
    }
}
