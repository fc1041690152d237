import Domain
import Foundation
import Store

/// One assignment: what is asked, by when, where, how it is read, and what was handed in.
struct AssignmentPage: Page {
    static let template = PageTemplate(PackageResources.assignment_mustache)

    /// Everything that the page tells of.
    struct About: Sendable {
        let record: AssignmentRecord
        let exploration: ExplorationRecord
        let community: Community?
        let rubric: RubricVersion?
        let draft: Draft
        let receipts: Receipts
        /// Nil where the school has none.
        let code: ObserverCodeRecord?
    }

    /// More time that was given.
    struct More: Sendable {
        let due: Moment
        let given: Moment
        let reason: String
    }

    let frame: Frame
    let tag: StateTag
    let prompt: Markdown
    let opens: Moment
    let due: Moment
    let closes: Moment?
    let latePolicy: String
    let more: [More]
    let words: String?
    let community: CommunityCard?
    let counts: String
    let ladders: [Ladder]
    let hasLadders: Bool
    let receipts: [Receipt]
    let noReceipt: String
    let readers: String
    let code: CodeState
    let notes: Link
    let actions: [Action]
    let why: String?

    init(_ visit: Visit, _ about: About) {
        let record = about.record
        let zone = record.zone
        frame = visit.frame(
            record.explorationTitle, in: .assignments, crumbs: [Link("Assignments", .assignments)])
        tag = StateTag(record, at: visit.now)
        prompt = Markdown(record.prompt)
        opens = visit.moment(record.opensAt, offering: zone)
        due = visit.moment(record.assignment.dueAt, offering: zone)
        closes = record.assignment.closesAt.map { visit.moment($0, offering: zone) }
        latePolicy = about.exploration.latePolicy.sentence
        more = record.extensions.map {
            More(
                due: visit.moment($0.dueAt, offering: zone),
                given: visit.moment($0.grantedAt, offering: zone), reason: $0.reason.words)
        }
        words = WordLimits(record).range
        community = about.community.map(CommunityCard.init)
        counts = about.exploration.exploration.countsAs.sentence(about.rubric != nil)
        ladders = about.rubric.map(Ladder.of) ?? []
        hasLadders = !ladders.isEmpty
        receipts = about.receipts.submissions.reversed().map {
            Receipt($0, record, visit, isAnswered: about.receipts.answered.contains($0.id))
        }
        noReceipt = "Nothing yet. Each time you hand in, a receipt is added here."
        readers = record.readersSentence
        code = CodeState(visit, record, about.code)
        notes = Link("Field notes of your visits", .fieldNotes(record.assignment.id))
        actions = Action.of(about, visit)
        why = Self.whyClosed(record, visit)
    }

    /// Why nothing can be written now; nil where something can.
    static func whyClosed(_ record: AssignmentRecord, _ visit: Visit) -> String? {
        if let place = visit.account.places.first(where: {
            $0.offering == record.assignment.offering && $0.role == .learner
        }), !place.state.effects.maySubmit {
            return
                "Your enrollment doesn’t take part at this time. What you wrote stays readable to you."
        }
        guard !record.takesWork(at: visit.now) else { return nil }
        if record.opensAt > visit.now {
            let opens = visit.moment(record.opensAt, offering: record.zone)
            return "It opens \(opens.text). You can write from then on."
        }
        return switch record.learnerView(at: visit.now).state {
        case .complete: "It is complete. Nothing more is taken."
        case .excused: "It is excused. Nothing is expected here."
        default: "It has closed. Ask your instructor for an extension."
        }
    }
}

/// The observer's code as it concerns an assignment.
struct CodeState: Sendable {
    let href: String
    let isWaiting: Bool
    let accepted: Moment?

    init(_ visit: Visit, _ record: AssignmentRecord, _ code: ObserverCodeRecord?) {
        isWaiting = code != nil && code?.acceptedAt == nil
        accepted = code?.acceptedAt.map { visit.moment($0, offering: record.zone) }
        href =
            isWaiting
            ? Address.observersCode.with([("to", Address.writing(record.assignment.id).path)])
            : Address.observersCode.path
    }
}

/// Something to do next; the first one is the main one, but for work that is handed in.
struct Action: Sendable {
    let name: String
    let href: String
    let look: String

    fileprivate static func of(_ about: AssignmentPage.About, _ visit: Visit) -> [Action] {
        let record = about.record
        let id = record.assignment.id
        var all: [(String, Address)] = []
        if record.learnerView(at: visit.now).visible != nil {
            all.append(("Read the feedback", .releasedFeedback(id)))
        }
        let isHandedIn = record.learnerView(at: visit.now).state == .submitted
        if AssignmentPage.whyClosed(record, visit) == nil {
            let begin = about.draft.version == 0 ? "Begin writing" : "Go on writing"
            all.append((isHandedIn ? "Write it anew" : begin, .writing(id)))
            if about.draft.words > 0 { all.append(("Check and submit", .submission(id))) }
        } else if about.draft.words > 0 {
            all.append(("Your draft", .writing(id)))
        }
        return all.enumerated().map { place, one in
            Action(name: one.0, href: one.1.path, look: place == 0 && !isHandedIn ? "main" : "")
        }
    }
}

extension CountsAs {
    fileprivate func sentence(_ hasRubric: Bool) -> String {
        let counted =
            switch self {
            case .completion: "It counts as complete or not."
            case .points(let worth): "It counts with up to \(worth) points."
            case .notCounted: "It doesn’t count toward the grade."
            }
        return hasRubric
            ? "\(counted) The rubric below is there to help you go deeper; by itself it carries no points."
            : counted
    }
}
