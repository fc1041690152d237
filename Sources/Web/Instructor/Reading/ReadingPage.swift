import Domain
import Hummingbird
import Store

/// A submission beside its rubric: what a reader writes on it.
struct ReadingPage: Page {
    static let template = PageTemplate(PackageResources.reading_mustache)

    /// What was stored meanwhile, in words.
    struct Stored: Sendable {
        let marks: String
        let comments: [String]
        let summary: String
    }

    /// Who else reads it.
    struct Lock: Sendable {
        let name: String
        let until: Moment
        let isOwn: Bool
    }

    let frame: Frame
    let work: ReadingText
    let marks: ReadingMarks
    let ways: ReadingWays
    let isOpen: Bool
    let stored: Stored?
    let mistake: String?
    let lock: Lock?
    let version: Int
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ scene: ReadingScene, _ typed: ReadingForm? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let form = typed ?? ReadingForm(scene.feedback)
        let isLost = mistakes.status == 412
        frame = scene.frame(visit)
        work = ReadingText(visit, scene, form, mistakes)
        marks = ReadingMarks(scene, form, mistakes)
        ways = ReadingWays(visit, scene)
        isOpen = scene.isOpen
        stored = isLost ? scene.feedback.map { Stored($0.content, scene.version) } : nil
        version = isLost ? scene.feedback?.version ?? 0 : form.version
        mistake = isLost ? Self.lostRace : mistakes.general
        lock = scene.lock.map {
            Lock(
                name: $0.readerName, until: visit.moment($0.until, offering: scene.zone),
                isOwn: $0.reader == visit.actor.person)
        }
        token = visit.formToken
    }

    private static let lostRace =
        "This feedback was changed elsewhere since you opened it. What you typed is below; what is "
        + "stored stands beside it. Saving puts yours in its place."
}

extension ReadingPage.Stored {
    init(_ content: Feedback.Content, _ version: RubricVersion?) {
        let levels = (version?.criteria ?? []).compactMap { criterion in
            content.levels[criterion.code].map { "\(criterion.title) \($0)" }
        }
        let outcome = content.outcome.map { $0 == .complete ? "complete" : "return for revision" }
        let points = content.points.map { "\($0) points" }
        marks = ([outcome ?? "no outcome yet"] + [points].compactMap { $0 } + levels)
            .joined(separator: "; ")
        comments = content.comments.map(\.body)
        summary = content.summary
    }
}

extension ReadingScene {
    var zone: String { assignment.zone }

    fileprivate func frame(_ visit: Visit) -> Frame {
        visit.frame(
            assignment.explorationTitle, in: .offerings,
            crumbs: visit.crumbs(offering, [Link("Reading", .queue(offering.offering.id))]),
            tabs: visit.tabs(offering, .reading), scripts: [Script("reading.js")],
            foot: assignment.learnerName == nil
                ? "Neither names nor aliases are shown to readers of this exploration."
                : "Nobody but you reads this feedback until it is released.")
    }

    /// A name, or the code in its place.
    var who: String {
        assignment.learnerName ?? "Code \(assignment.assignment.blindCode ?? "")"
    }

    func about(_ visit: Visit) -> String {
        let made = submission.submission
        let time =
            submission.isReadBlind
            ? "" : ", handed in \(visit.moment(made.submittedAt, offering: zone).text)"
        let late = made.isLate ? "late" : "on time"
        let draft = made.takenFromDraft ? ", taken from the draft at the close" : ""
        return "Submission \(made.number), \(late)\(time)\(draft). "
            + Said.count(made.words, "word") + "."
            + (submission.redactedAt == nil ? "" : " Something in it was redacted.")
    }

    /// Why nothing can be written; nil where it can.
    var closedFor: String? {
        if isOpen { return nil }
        if !isLatest { return "The learner has handed in again since. Feedback goes to that." }
        if feedback?.state == .released {
            return "This feedback is released. To change it, withdraw the release first."
        }
        return "Nothing is expected of a reader here: it is "
            + StateTag(assignment.assignment.state).text + "."
    }
}
