import Domain
import Foundation
import Store

/// What shows that something was handed in, and when.
struct Receipt: Sendable {
    let title: String
    let href: String
    let at: Moment
    let tag: StateTag
    let detail: String
    /// SHA-256 of salt and text, in hexadecimal.
    let digest: String
    /// Where what came back on it is read; nil while nothing did.
    let feedback: String?

    init(
        _ submission: Submission, _ record: AssignmentRecord, _ visit: Visit, isAnswered: Bool
    ) {
        title = "Submission \(submission.number)"
        href = Address.handedIn(submission.assignment, submission.id).path
        at = visit.moment(submission.submittedAt, offering: record.zone)
        // A revision of what came in time isn't late, whenever it comes.
        tag =
            submission.isLate && record.lateSubmission
            ? StateTag("late", "late") : StateTag("on time", "done")
        detail =
            "\(submission.words) words"
            + (submission.takenFromDraft ? "; taken from your last draft at the close" : "")
        digest = Hex.text(submission.digest)
        feedback =
            isAnswered
            ? Address.releasedFeedback(submission.assignment)
                .with([("submission_id", submission.id.description)]) : nil
    }
}
