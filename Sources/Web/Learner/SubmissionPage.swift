import Domain
import Foundation
import Store

/// The last look before handing in: what is checked, what goes, and to whom.
struct SubmissionPage: Page {
    static let template = PageTemplate(PackageResources.submission_mustache)

    /// One line of the list: what is so, and whether it stands in the way.
    struct Line: Sendable {
        let mark: String
        let text: String
        let look: String

        init(_ isRight: Bool, _ text: String, blocks: Bool = false) {
            mark = isRight ? "Ready" : blocks ? "Not yet" : "Look"
            look = isRight ? "done" : blocks ? "late" : "due"
            self.text = text
        }
    }

    let frame: Frame
    let lines: [Line]
    let findings: [Finding]
    let text: Markdown
    let isEmpty: Bool
    /// That something was handed in before.
    let before: String?
    let readers: String
    let why: String?
    let canSubmit: Bool
    let mistake: String?
    let use: Use
    let action: String
    let writing: String
    let version: Int
    let key: String
    let keyField = FormKey.field
    let token: String
    let tokenField = FormToken.field

    /// The statement on AI tools as a fieldset.
    struct Use: Sendable {
        let isNone: Bool
        let isUsed: Bool
        let how: String
        let choiceError: String?
        let howError: String?

        init(_ said: AIUse, _ mistakes: Mistakes) {
            (isNone, isUsed, how) = (said.isNone == true, said.isNone == false, said.how)
            let error = mistakes.at("/ai_use")
            choiceError =
                said.isNone == nil
                ? error.map { _ in "Choose one: none, or which and how." } : nil
            howError =
                said.isNone == nil
                ? nil
                : error.map {
                    said.how.isEmpty ? "Say which tools you used, and how." : $0
                }
        }
    }

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ exploration: ExplorationRecord,
        _ draft: Draft, _ said: AIUse, _ mistakes: Mistakes
    ) {
        let id = record.assignment.id
        frame = visit.frame(
            "Check and submit", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
                Link("Writing", .writing(id)),
            ])
        why = AssignmentPage.whyClosed(record, visit)
        lines = Self.lines(visit, record, exploration.latePolicy, draft)
        findings = draft.findings.map(Finding.init)
        text = Markdown(draft.body)
        isEmpty = draft.body.allSatisfy(\.isWhitespace)
        before = record.handedInBefore(at: visit.now)
        readers = record.readersSentence
        canSubmit = why == nil && !isEmpty
        mistake =
            mistakes.status == 412
            ? "Your draft was saved again after you had opened this page. Look at it, then submit."
            : mistakes.general ?? mistakes.at("/body")
        use = Use(said, mistakes)
        action = Address.submission(id).path
        writing = Address.writing(id).path
        version = draft.version
        key = visit.formKey
        token = visit.formToken
    }

    private static func lines(
        _ visit: Visit, _ record: AssignmentRecord, _ policy: LatePolicy, _ draft: Draft
    ) -> [Line] {
        let limits = WordLimits(record)
        let found = draft.findings
        let fault = limits.fault(of: draft.words)
        let blocking = found.count { $0.severity == .block }
        let privacy =
            found.isEmpty
            ? "The privacy check found nothing that leads to a person."
            : "\(Finding.title(found.count))"
                + (blocking > 0
                    ? "; \(blocking) must go first." : "; you may hand it in with them.")
        return [
            Line(
                fault == nil,
                [limits.said(of: draft.words) + ".", fault].compactMap { $0 }.joined(
                    separator: " "), blocks: fault != nil),
            Line(found.isEmpty, privacy, blocks: blocking > 0),
            Line(
                !visit.account.mustAcceptCode,
                visit.account.mustAcceptCode
                    ? "You haven’t accepted the observer’s code."
                    : "You keep to the observer’s code.",
                blocks: true),
            punctuality(visit, record, policy),
        ]
    }

    /// Late is said beforehand, with what it means.
    private static func punctuality(
        _ visit: Visit, _ record: AssignmentRecord, _ policy: LatePolicy
    ) -> Line {
        let due = visit.moment(record.assignment.dueAt, offering: record.zone)
        if record.learnerView(at: visit.now).state == .returned {
            return Line(true, "A revision: it isn’t late, whenever it comes.")
        }
        guard visit.now > record.assignment.dueAt else {
            return Line(true, "On time: due \(due.text), \(due.distance).")
        }
        return Line(
            false, "It was due \(due.text), and will be marked late. \(policy.sentence)")
    }
}
