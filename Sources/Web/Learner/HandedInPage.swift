import Domain
import Store

/// What was handed in, as it stands in the record.
struct HandedInPage: Page {
    static let template = PageTemplate(PackageResources.handed_in_mustache)

    let frame: Frame
    let receipt: Receipt
    let text: String
    let aiUse: String
    /// Where somebody's name had to be taken out of it.
    let redacted: Moment?

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ handedIn: SubmissionRecord, isAnswered: Bool
    ) {
        frame = visit.frame(
            "Submission \(handedIn.submission.number)", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments),
                Link(record.explorationTitle, .assignment(record.assignment.id)),
            ])
        receipt = Receipt(handedIn.submission, record, visit, isAnswered: isAnswered)
        text = handedIn.body
        aiUse = handedIn.aiUse
        redacted = handedIn.redactedAt.map { visit.moment($0, offering: record.zone) }
    }
}
