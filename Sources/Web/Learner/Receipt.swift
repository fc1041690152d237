import Domain
import Foundation

/// What shows that something was handed in, and when.
struct Receipt: Sendable {
    let title: String
    let href: String
    let at: Moment
    let tag: StateTag
    let detail: String
    /// SHA-256 of salt and text, in hexadecimal.
    let digest: String

    init(_ submission: Submission, _ zone: String, _ visit: Visit) {
        title = "Submission \(submission.number)"
        href = Address.handedIn(submission.assignment, submission.id).path
        at = visit.moment(submission.submittedAt, offering: zone)
        tag = submission.isLate ? StateTag("late", "late") : StateTag("on time", "done")
        detail =
            "\(submission.words) words"
            + (submission.takenFromDraft ? "; taken from your last draft at the close" : "")
        digest = Hex.text(submission.digest)
    }
}
