import Domain
import Store

/// The text that is read, with the comments on it, and what was before it.
struct ReadingText: Sendable {
    let who: String
    let about: String
    let aiUse: String
    let prompt: Markdown
    let paragraphs: [Passages.Paragraph]
    let closedFor: String?
    let latest: String?
    let earlier: [Link]
    /// What was released on an earlier submission.
    let before: ReadingPage.Stored?

    init(
        _ visit: Visit, _ scene: ReadingScene, _ form: ReadingForm, _ mistakes: Mistakes
    ) {
        let id = scene.submission.submission.id
        who = scene.who
        about = scene.about(visit)
        aiUse = scene.submission.aiUse
        prompt = Markdown(scene.exploration.exploration.prompt)
        paragraphs =
            Passages(
                scene.submission.body, form.comments, faults: Self.faults(form, mistakes)
            ).paragraphs
        closedFor = scene.closedFor
        latest =
            scene.isLatest ? nil : scene.receipts.last.map { Address.reading($0.id).path }
        earlier = scene.receipts.filter { $0.id != id }.map {
            Link("Submission \($0.number)", .reading($0.id))
        }
        before = scene.before.flatMap {
            $0.submission == id ? nil : ReadingPage.Stored($0.content, scene.version)
        }
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

/// What a reader marks and sums up.
struct ReadingMarks: Sendable {
    struct Part: Sendable {
        let title: String
        let criteria: [CriterionPart]
        let flags: [Choice]
    }

    let rubric: Part?
    let faults: [String]
    let outcomes: [Choice]
    let points: Field?
    let summary: TextArea
    let quote: Field
    let note: TextArea
    let state: StateTag
    let isReady: Bool

    init(_ scene: ReadingScene, _ form: ReadingForm, _ mistakes: Mistakes) {
        rubric = scene.version.map { Part($0, scene.rubric?.title ?? "", form) }
        faults = mistakes.below("/levels") + mistakes.below("/flags")
        outcomes = [("complete", "Complete"), ("returned", "Return for revision")].map {
            Choice("outcome", $0, $1, isChosen: form.outcome == $0)
        }
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
    }
}

extension ReadingMarks.Part {
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

/// Where the page's forms and its script go, and the neighbors in the queue.
struct ReadingWays: Sendable {
    /// "2 of 7"
    let position: String?
    let previous: String?
    let following: String?
    let action: String
    let lockAction: String
    let api: String
    let lockAPI: String
    let person: String

    init(_ visit: Visit, _ scene: ReadingScene) {
        let id = scene.submission.submission.id
        let query = scene.filter.query
        position = scene.position
        previous = scene.previous.map { Address.reading($0).with(query) }
        following = scene.following.map { Address.reading($0).with(query) }
        action = Address.reading(id).with(query)
        lockAction = Address.readingLock(id).with(query)
        api = "/api/v1/submissions/\(id)/feedback"
        lockAPI = "/api/v1/submissions/\(id)/reading-lock"
        person = visit.actor.person?.description ?? ""
    }
}
