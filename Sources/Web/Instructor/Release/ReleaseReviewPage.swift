import Domain
import Foundation
import Hummingbird
import Store

/// Before a release: whose feedback, and what of it becomes visible.
struct ReleaseReviewPage: Page {
    static let template = PageTemplate(PackageResources.release_review_mustache)

    struct Line: Sendable {
        let who: String
        let exploration: String
        let outcome: StateTag
        let visible: String
        let piece: String
        let fault: String?
    }

    let frame: Frame
    let action: String
    let token: String
    let tokenField = FormToken.field
    let once: String
    let lines: [Line]
    let count: String
    let whens: [Choice]
    let at: Field
    let mistake: String?
    let back: String

    init(
        _ visit: Visit, _ record: OfferingRecord, _ candidates: [ReleaseCandidate], _ form: Form,
        _ mistakes: Mistakes = .none
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Look before you release", in: .offerings,
            crumbs: visit.crumbs(record, [Link("Release", .release(id))]),
            tabs: visit.tabs(record, .release))
        (action, back) = (Address.release(id).path, Address.release(id).path)
        token = visit.formToken
        once = form.filled(FormKey.field) ?? visit.formKey
        let known = Dictionary(
            candidates.map { ("\($0.feedback)", $0) }, uniquingKeysWith: { first, _ in first })
        lines = form.pieces.enumerated().map { place, piece in
            Line(
                piece, known[String(piece.prefix { $0 != ":" })],
                mistakes.at("/feedback/\(place)"))
        }
        count = Said.count(lines.count, "learner")
        let isLater = form["when"] == "at"
        whens = [
            Choice("when", "now", "Now", isChosen: !isLater),
            Choice(
                "when", "at", "At a time",
                note: "What is changed until then is left out, and told.", isChosen: isLater),
        ]
        at = Field(
            "at", "The time", hint: "\(LocalTime.said(record.offering.zone)).", value: form["at"],
            type: "datetime-local", error: mistakes.at("/release_at"), isRequired: false)
        mistake = lines.isEmpty ? "Mark at least one, then look again." : mistakes.general
    }
}

extension ReleaseReviewPage.Line {
    fileprivate init(_ piece: String, _ one: ReleaseCandidate?, _ fault: String?) {
        self.piece = piece
        self.fault = fault
        who = one?.assignment.whose ?? "What was ready"
        exploration = one?.assignment.explorationTitle ?? "no longer stands in the list"
        outcome = one.map { StateTag($0.outcome) } ?? StateTag("changed", "late")
        visible = one?.visible ?? "nothing"
    }
}

extension Form {
    /// Those that were marked, or all that were shown.
    fileprivate var pieces: [String] { isChecked("every") ? all("shown") : all("piece") }
}

extension ReleaseItem {
    /// Of "id:version", as the list was shown.
    init?(_ piece: String) {
        let parts = piece.split(separator: ":")
        guard parts.count == 2, let feedback = ID<Feedback>(String(parts[0])),
            let version = Int(parts[1])
        else { return nil }
        self.init(feedback: feedback, version: version)
    }
}
