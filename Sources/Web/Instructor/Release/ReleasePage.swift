import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// What may be released, what waits for its time, and what was released.
struct ReleasePage: Page {
    static let template = PageTemplate(PackageResources.release_mustache)

    struct Waiting: Sendable {
        let when: Moment
        let about: String
        let cancel: String?
        let tag: StateTag
    }

    struct Piece: Sendable {
        let who: String
        let exploration: String
        let tag: StateTag
        let opened: StateTag
        let when: Moment
        let author: String
        let withdraw: String?
    }

    let frame: Frame
    let review: String
    let offering: String
    let token: String
    let tokenField = FormToken.field
    let mistake: String?
    let candidates: [Choice]
    let more: String?
    let scheduled: [Waiting]
    let released: [Piece]
    let next: String?

    init(_ visit: Visit, _ scene: ReleaseScene, _ mistakes: Mistakes = .none) {
        let (record, zone) = (scene.offering, scene.offering.offering.zone)
        let address = Address.release(record.offering.id)
        frame = visit.frame(
            "Release", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .release),
            foot: "Before its release no learner sees anything of feedback: no word, no count.")
        review = Address.releaseReview(record.offering.id).path
        offering = "\(record.offering.id)"
        token = visit.formToken
        mistake = mistakes.general
        candidates = scene.candidates.items.map(\.choice)
        more = scene.candidates.next.map { address.with([("candidates", $0.text)]) }
        scheduled = scene.scheduled.map { Waiting($0, visit, zone) }
        released = scene.released.items.map { Piece($0, visit, zone) }
        next = scene.released.next.map { address.with([("cursor", $0.text)]) }
    }
}

/// What the page of releases is made from.
struct ReleaseScene: Sendable {
    let offering: OfferingRecord
    let candidates: Store.Page<ReleaseCandidate>
    let scheduled: [ScheduledRelease]
    let released: Store.Page<ReleasedPiece>

    init(_ id: ID<Offering>, _ visit: Visit, _ records: Records) async throws {
        let (actor, request) = (visit.actor, visit.request)
        offering = try await records.offering(id, by: actor)
        let after = request.query("candidates").flatMap { Cursor(text: $0) }
        async let candidates = records.releaseCandidates(
            of: id, by: actor, PageRequest(limit: PageRequest.most, after: after))
        async let scheduled = records.scheduledReleases(
            of: id, by: actor, PageRequest(limit: 20))
        async let released = records.releasedPieces(of: id, by: actor, request.page())
        self.candidates = try await candidates
        self.scheduled = try await scheduled.items
        self.released = try await released
    }
}

extension AssignmentRecord {
    /// A name, or the code that stands in its place.
    var whose: String { learnerName ?? "Code \(assignment.blindCode ?? "")" }
}

extension StateTag {
    init(_ outcome: Feedback.Outcome) {
        switch outcome {
        case .complete: self.init("complete", "done")
        case .returned: self.init("return for revision", "due")
        }
    }
}

extension ReleaseCandidate {
    /// "the outcome, 5 levels, 3 comments, the summary"
    var visible: String {
        [
            "the outcome", hasPoints ? "points" : nil,
            levels > 0 ? Said.count(levels, "level") : nil,
            comments > 0 ? Said.count(comments, "comment") : nil, hasSummary ? "the summary" : nil,
        ].compactMap { $0 }.joined(separator: ", ")
    }

    fileprivate var choice: Choice {
        Choice(
            "piece", piece, assignment.whose,
            note: "\(assignment.explorationTitle), \(StateTag(outcome).text). Becomes visible: "
                + "\(visible). Read by \(authorName).")
    }

    /// As a form holds it: what was shown, at its version.
    var piece: String { "\(feedback):\(version)" }
}

extension ReleasePage.Waiting {
    fileprivate init(_ one: ScheduledRelease, _ visit: Visit, _ zone: String) {
        when = visit.moment(one.releaseAt, offering: zone)
        let left = one.items.count { $0.leftFor != nil }
        let pieces = Said.count(one.items.count, "piece")
        about =
            left == 0
            ? "\(pieces) of feedback."
            : "\(pieces) of feedback; \(left) left out, for \(left == 1 ? "it was" : "they were") "
                + "changed meanwhile."
        cancel = one.state == .waiting ? Address.cancelRelease(one.id).path : nil
        tag =
            switch one.state {
            case .waiting: StateTag("waits", "due")
            case .done: StateTag("done", "done")
            case .cancelled: StateTag("called off")
            }
    }
}

extension ReleasePage.Piece {
    fileprivate init(_ one: ReleasedPiece, _ visit: Visit, _ zone: String) {
        who = one.assignment.whose
        exploration = one.assignment.explorationTitle
        tag = one.withdrawnAt == nil ? StateTag(one.outcome) : StateTag("withdrawn", "late")
        opened = one.wasOpened ? StateTag("opened", "done") : StateTag("not opened")
        when = visit.moment(one.releasedAt, offering: zone)
        author = one.authorName
        withdraw = one.isShown ? Address.withdrawRelease(one.id).path : nil
    }
}
