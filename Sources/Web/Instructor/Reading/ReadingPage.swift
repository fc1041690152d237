import Domain
import Foundation
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

    struct Part: Sendable {
        let title: String
        let criteria: [CriterionPart]
        let flags: [Choice]
    }

    let frame: Frame
    let who: String
    let about: String
    let aiUse: String
    let prompt: Markdown
    let paragraphs: [Passages.Paragraph]
    let isOpen: Bool
    let closedFor: String?
    let latest: String?
    let earlier: [Link]
    let rubric: Part?
    let outcomes: [Choice]
    let points: Field?
    let summary: TextArea
    let quote: Field
    let note: TextArea
    let state: StateTag
    let stored: Stored?
    /// What was released on an earlier submission.
    let before: Stored?
    let mistake: String?
    let faults: [String]
    let lock: Lock?
    /// "2 of 7"
    let position: String?
    let previous: String?
    let following: String?
    let action: String
    let lockAction: String
    let version: Int
    let isReady: Bool
    let api: String
    let lockAPI: String
    let person: String
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ scene: ReadingScene, _ typed: ReadingForm? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let form = typed ?? ReadingForm(scene.feedback)
        let id = scene.submission.submission.id
        frame = visit.frame(
            scene.assignment.explorationTitle, in: .offerings,
            crumbs: visit.crumbs(
                scene.offering, [Link("Reading", .queue(scene.offering.offering.id))]),
            tabs: visit.tabs(scene.offering, .reading), scripts: [Script("reading.js")],
            foot: scene.assignment.learnerName == nil
                ? "Neither names nor aliases are shown to readers of this exploration."
                : "Nobody but you reads this feedback until it is released.")
        who = scene.who
        about = scene.about(visit)
        aiUse = scene.submission.aiUse
        prompt = Markdown(scene.exploration.exploration.prompt)
        paragraphs =
            Passages(
                scene.submission.body, form.comments, faults: Self.faults(form, mistakes)
            ).paragraphs
        isOpen = scene.isOpen
        closedFor = scene.closedFor
        latest =
            scene.isLatest ? nil : scene.receipts.last.map { Address.reading($0.id).path }
        earlier = scene.receipts.filter { $0.id != id }.map {
            Link("Submission \($0.number)", .reading($0.id))
        }
        rubric = scene.version.map { Part($0, scene.rubric?.title ?? "", form) }
        outcomes = [
            Choice("outcome", "complete", "Complete", isChosen: form.outcome == "complete"),
            Choice(
                "outcome", "returned", "Return for revision", isChosen: form.outcome == "returned"),
        ]
        points = scene.exploration.exploration.countsAs.worth.map {
            Field(
                "points", "Points, of \($0)", hint: "Before what lateness takes.",
                value: form.points, error: mistakes.at("/points"), isRequired: false)
        }
        summary = TextArea(
            "summary", "In sum", hint: "What is most valuable here, and how to go deeper.",
            value: form.summary, rows: 5, error: mistakes.at("/summary"), isRequired: false)
        quote = Field(
            "quote", "The words", hint: "Copied from the text.", value: form.quote,
            error: mistakes.at("/quote"), isRequired: false)
        note = TextArea(
            "note", "Your comment on them", value: form.note, rows: 2,
            error: mistakes.at("/note"), isRequired: false)
        state = StateTag(reading: scene.feedback?.state)
        isReady = scene.feedback?.state == .ready
        let isLost = mistakes.status == 412
        stored = isLost ? scene.feedback.map { Stored($0.content, scene.version) } : nil
        before = scene.before.flatMap {
            $0.submission == id ? nil : Stored($0.content, scene.version)
        }
        version = isLost ? scene.feedback?.version ?? 0 : form.version
        mistake =
            isLost
            ? "This feedback was changed elsewhere since you opened it. What you typed is below; "
                + "what is stored stands beside it. Saving puts yours in its place."
            : mistakes.general
        faults = mistakes.below("/levels") + mistakes.below("/flags")
        lock = scene.lock.map {
            Lock(
                name: $0.readerName, until: visit.moment($0.until, offering: scene.zone),
                isOwn: $0.reader == visit.actor.person)
        }
        let query = scene.filter.query
        position = scene.position
        previous = scene.previous.map { Address.reading($0).with(query) }
        following = scene.following.map { Address.reading($0).with(query) }
        action = Address.reading(id).with(query)
        lockAction = Address.readingLock(id).with(query)
        api = "/api/v1/submissions/\(id)/feedback"
        lockAPI = "/api/v1/submissions/\(id)/reading-lock"
        person = visit.actor.person?.description ?? ""
        token = visit.formToken
    }

    private static func faults(_ form: ReadingForm, _ mistakes: Mistakes) -> [Int: String] {
        Dictionary(
            uniqueKeysWithValues: form.comments.indices.compactMap { place in
                let pointer = "/comments/\(place)"
                let said = mistakes.at(pointer) ?? mistakes.below(pointer + "/").first
                return said.map { (place, $0) }
            })
    }
}

extension ReadingPage.Part {
    init(_ version: RubricVersion, _ title: String, _ form: ReadingForm) {
        self.title = title
        criteria = version.criteria.map { CriterionPart($0, chosen: form.levels[$0.code]) }
        flags = version.flags.map {
            Choice(
                "flag", $0.code, $0.title, note: "from level \($0.fromLevel)",
                isChosen: form.flags.contains($0.code))
        }
    }
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

    /// A name, or the code in its place.
    fileprivate var who: String {
        assignment.learnerName ?? "Code \(assignment.assignment.blindCode ?? "")"
    }

    fileprivate func about(_ visit: Visit) -> String {
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
    fileprivate var closedFor: String? {
        if isOpen { return nil }
        if !isLatest { return "The learner has handed in again since. Feedback goes to that." }
        if feedback?.state == .released {
            return "This feedback is released. To change it, withdraw the release first."
        }
        return "Nothing is expected of a reader here: it is "
            + StateTag(assignment.assignment.state).text + "."
    }
}
