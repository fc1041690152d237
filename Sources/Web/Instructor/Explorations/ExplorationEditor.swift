import Domain
import Store

/// The form of an exploration, with what was typed and what is wrong with it.
struct ExplorationEditor: Sendable {
    let action: String
    let once: String
    let token: String
    let tokenField = FormToken.field
    let version: Int
    let mistake: String?
    let title: Field
    let prompt: TextArea
    let communities: [Choice]
    let communityFaults: [String]
    /// Nil once it is published: these can't change any more.
    let open: Unpublished?
    let dueAt: Field
    let words: [Field]
    let lateKinds: [Choice]
    let late: [Field]
    let lateFault: String?
    let takesLastDraft: Choice
    let submit: String

    /// What may change only before the publication.
    struct Unpublished: Sendable {
        let opensAt: Field
        let countsAs: [Choice]
        let points: Field
        let isBlind: Choice
        let rubric: Select
    }

    init(
        _ form: ExplorationForm, _ shelf: Shelf, zone: String, isPublished: Bool,
        action: String, _ visit: Visit, _ mistakes: Mistakes
    ) {
        self.action = action
        once = visit.formKey
        token = visit.formToken
        version = form.version
        mistake = mistakes.general
        title = Field("title", "Title", value: form.title, error: mistakes.at("/title"))
        prompt = TextArea(
            "prompt", "Prompt",
            hint: "What to read, and what to reflect on. Markdown works: *emphasis*, lists.",
            value: form.prompt, rows: 8, error: mistakes.at("/prompt"))
        communities = Self.boxes(of: shelf.communities, form)
        communityFaults = mistakes.below("/community_ids")
        open =
            isPublished
            ? nil : Unpublished(form, shelf, zone: zone, mistakes)
        dueAt = Field(
            "due_at", "Due",
            hint: isPublished
                ? "\(LocalTime.said(zone)). It may only become later."
                : "\(LocalTime.said(zone)).",
            value: form.dueAt, type: "datetime-local", error: mistakes.at("/due_at"))
        words = Self.words(form, mistakes)
        lateKinds = Self.lateKinds(form)
        late = Self.late(form, mistakes)
        lateFault = mistakes.at("/late_policy")
        takesLastDraft = Choice(
            "takes_last_draft", "true", "At the close, hand in the last saved draft",
            note: "Learners are told so beforehand.", isChosen: form.takesLastDraft)
        submit = isPublished ? "Save the change" : "Save the draft"
    }

    private static func words(_ form: ExplorationForm, _ mistakes: Mistakes) -> [Field] {
        [
            Field(
                "words_least", "Words at least", value: form.wordsLeast, type: "number",
                error: mistakes.at("/words_least"), isRequired: false),
            Field(
                "words_most", "Words at most", value: form.wordsMost, type: "number",
                error: mistakes.at("/words_most"), isRequired: false),
        ]
    }

    /// Those that are chosen first.
    private static func boxes(of all: [Community], _ form: ExplorationForm) -> [Choice] {
        let boxes = all.map {
            Choice(
                "community", "\($0.id)", $0.name,
                note: ([$0.kind.said] + $0.warnings.map(\.brief)).joined(separator: ", "),
                isChosen: form.communities.contains("\($0.id)"))
        }
        return boxes.filter(\.isChosen) + boxes.filter { !$0.isChosen }
    }

    private static func lateKinds(_ form: ExplorationForm) -> [Choice] {
        [
            (LatePolicy.Kind.flag, "Marked as late, and costs nothing"),
            (.perHour, "Costs a share for each hour begun"),
            (.perDay, "Costs a share for each day begun"),
        ].map { kind, label in
            Choice("late_kind", kind.rawValue, label, isChosen: form.lateKind == kind.rawValue)
        }
    }

    private static func late(_ form: ExplorationForm, _ mistakes: Mistakes) -> [Field] {
        [
            Field(
                "deduction", "Share, in percent", value: form.deduction,
                error: mistakes.at("/late_policy/deduction"), isRequired: false),
            Field(
                "floor", "What stays reachable, in percent", value: form.floor,
                error: mistakes.at("/late_policy/floor"), isRequired: false),
            Field(
                "grace", "Grace, in minutes", value: form.grace, type: "number",
                error: mistakes.at("/late_policy/grace"), isRequired: false),
            Field(
                "closes_after", "Closes, in minutes after the due time",
                hint: "1440 is a day. Empty: it stays open.", value: form.closesAfter,
                type: "number", error: mistakes.at("/late_policy/closes_after"),
                isRequired: false),
        ]
    }
}

extension ExplorationEditor.Unpublished {
    init(_ form: ExplorationForm, _ shelf: Shelf, zone: String, _ mistakes: Mistakes) {
        opensAt = Field(
            "opens_at", "Opens", hint: "\(LocalTime.said(zone)). Nobody sees it before.",
            value: form.opensAt, type: "datetime-local", error: mistakes.at("/opens_at"))
        countsAs = [
            ("completion", "Done or not"), ("points", "Points"), ("not_counted", "Not counted"),
        ].map { Choice("counts_as", $0, $1, isChosen: form.countsAs == $0) }
        points = Field(
            "points", "Points it is worth", hint: "Only where it counts as points.",
            value: form.points, error: mistakes.at("/points"), isRequired: false)
        isBlind = Choice(
            "is_blind", "true", "Read blind",
            note: "Readers see a code in the place of a name, until grades are final.",
            isChosen: form.isBlind)
        rubric = Select(
            "rubric", "Rubric",
            [("", "none")]
                + shelf.rubrics.flatMap { rubric in
                    rubric.versions.reversed().map {
                        ("\($0.id)", "\(rubric.title), version \($0.number)")
                    }
                }, chosen: form.rubric, hint: "To help learners go deeper; levels carry no points.",
            error: mistakes.at("/rubric_version_id"))
    }
}

/// What an exploration is made from: communities that may be observed, and rubrics.
struct Shelf: Sendable {
    let communities: [Community]
    let rubrics: [Rubric]

    init(_ records: Records, _ visit: Visit) async throws {
        let most = PageRequest(limit: PageRequest.most)
        async let communities = records.communities(by: visit.actor, most)
        async let rubrics = records.rubrics(by: visit.actor, most)
        self.communities = try await communities.items.filter {
            Community.isObservable($0.status, $0.access)
        }
        self.rubrics = try await rubrics.items
    }
}
