import Domain
import Hummingbird
import Store

/// To whom an exploration is given, and where each of them reads.
struct PublicationPage: Page {
    static let template = PageTemplate(PackageResources.publication_mustache)

    struct Learner: Sendable {
        let box: Choice
        /// Which community; nil where it isn't chosen by hand.
        let place: Select?
    }

    let frame: Frame
    let action: String
    let token: String
    let tokenField = FormToken.field
    let once: String
    let said: [String]
    let whom: [Choice]
    let learners: [Learner]
    let arranged: Choice?
    let mistake: String?
    let faults: [String]
    let back: String
    let needsCommunity: Bool
    let choosesPlaces: Bool

    init(
        _ visit: Visit, _ scene: PublicationScene, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let one = scene.record.exploration
        frame = visit.frame(
            one.state == .published ? "Give it to more learners" : "Publish", in: .offerings,
            crumbs: visit.crumbs(
                scene.offering,
                [
                    Link("Explorations", .explorations(one.offering)),
                    Link(one.title, .exploration(one.id)),
                ]), tabs: visit.tabs(scene.offering, .explorations))
        action = Address.publication(one.id).path
        token = visit.formToken
        once = form?.filled(FormKey.field) ?? visit.formKey
        said = Self.said(of: scene, visit)
        whom = Self.whom(form)
        learners = Self.learners(of: scene, form)
        arranged =
            scene.needsAccount
            ? Choice(
                "arranged", "true",
                "Each of them consented to an account of their own, or reads a transcript "
                    + "without names", isChosen: form?.isChecked("arranged") ?? false) : nil
        mistake = mistakes.general
        // In the API one leaves the list out; here one marks somebody.
        faults =
            (mistakes.at("/enrollment_ids").map { _ in ["Mark at least one learner below."] }
                ?? mistakes.below("/enrollment_ids"))
            + mistakes.below("/communities")
        back = Address.exploration(one.id).path
        needsCommunity = one.communities.isEmpty
        choosesPlaces = scene.choosesPlaces
    }

    private static func said(of scene: PublicationScene, _ visit: Visit) -> [String] {
        let one = scene.record.exploration
        let zone = scene.offering.offering.zone
        return [
            "They see it from \(visit.moment(one.opensAt, offering: zone).text) on.",
            "It is due \(visit.moment(one.dueAt, offering: zone).text).",
            scene.record.latePolicy.sentence,
            "After this, nothing of it may change that disfavors a learner.",
        ]
    }

    private static func whom(_ form: Form?) -> [Choice] {
        let isAll = form.map { $0["to"] != "some" } ?? true
        return [
            Choice(
                "to", "all", "Everyone who takes part",
                note: "Who has it already keeps it as it is.", isChosen: isAll),
            Choice("to", "some", "Only those whom I mark", isChosen: !isAll),
        ]
    }

    private static func learners(of scene: PublicationScene, _ form: Form?) -> [Learner] {
        let marked = Set(form?.all("learner") ?? [])
        return scene.learners.map { learner in
            let id = learner.enrollment.id
            let has = scene.held.contains(id)
            return Learner(
                box: Choice(
                    "learner", "\(id)", learner.name, note: has ? "has it" : nil,
                    isChosen: marked.contains("\(id)")),
                place: has || !scene.choosesPlaces
                    ? nil
                    : Select(
                        "place-\(id)", learner.name,
                        [("", "in turn")] + scene.places.map { ("\($0.id)", $0.name) },
                        chosen: form?["place-\(id)"] ?? ""))
        }
    }
}

/// What the page of a publication is made from.
struct PublicationScene: Sendable {
    let record: ExplorationRecord
    let offering: OfferingRecord
    let learners: [EnrollmentRecord]
    /// Who has it, as far as it may be told.
    let held: Set<ID<Enrollment>>
    let places: [Community]

    init(_ id: ID<Exploration>, _ visit: Visit, _ records: Records) async throws {
        let (actor, most) = (visit.actor, PageRequest(limit: PageRequest.most))
        let record = try await records.exploration(id, by: actor)
        self.record = record
        offering = try await records.offering(record.exploration.offering, by: actor)
        guard offering.role == .instructor else { throw NotFound() }
        var filter = EnrollmentFilter()
        filter.role = .learner
        learners = try await records.enrollments(
            of: record.exploration.offering, filter, by: actor, most
        ).items.filter { [.enrolled, .addedLate].contains($0.enrollment.state) }
        let work = try await records.assignments(of: id, by: actor, most).items
        held = Set(work.filter { $0.learnerName != nil }.map(\.assignment.enrollment))
        var places: [Community] = []
        for community in record.exploration.communities {
            places.append(try await records.community(community, by: actor))
        }
        self.places = places
    }

    /// Where it would tell a blind reader who wrote, nobody chooses.
    var choosesPlaces: Bool { places.count > 1 && !record.exploration.isBlind }
    var needsAccount: Bool { places.contains { $0.access == .account } }
}

extension Publication {
    init(_ form: Form) {
        let places = form.fields.compactMap { field -> Place? in
            guard field.name.hasPrefix("place-"),
                let enrollment = ID<Enrollment>(String(field.name.dropFirst(6))),
                let community = ID<Community>(field.value)
            else { return nil }
            return Place(enrollment: enrollment, community: community)
        }
        let marked = form.all("learner").compactMap { ID<Enrollment>($0) }
        let isSome = form["to"] == "some"
        self.init(
            learners: isSome ? marked : nil,
            places: isSome ? places.filter { marked.contains($0.enrollment) } : places,
            isAccountArranged: form.isChecked("arranged"))
    }
}

/// An exploration as a learner sees it.
struct PreviewPage: Page {
    static let template = PageTemplate(PackageResources.preview_mustache)

    let frame: Frame
    let prompt: Markdown
    let due: Moment
    let late: String
    let counts: String
    let words: String?
    let rubric: String?
    let places: [Link]
    let isBlind: Bool

    init(_ visit: Visit, _ scene: ExplorationScene) {
        let one = scene.record.exploration
        frame = visit.frame(
            one.title, in: .offerings,
            crumbs: visit.crumbs(
                scene.offering,
                [
                    Link("Explorations", .explorations(one.offering)),
                    Link(one.title, .exploration(one.id)),
                ]), foot: "This is a preview: nothing can be written here.")
        prompt = Markdown(one.prompt)
        due = visit.moment(one.dueAt, offering: scene.zone)
        late = scene.record.latePolicy.sentence
        counts = one.countsAs.said
        words =
            one.wordsLeast.map { "At least \($0) words" }.map { least in
                one.wordsMost.map { "\(least), at most \($0)." } ?? "\(least)."
            } ?? one.wordsMost.map { "At most \($0) words." }
        rubric =
            scene.shelf.rubrics.first {
                $0.versions.contains { $0.id == one.rubricVersion }
            }?.title
        places = scene.shelf.communities.filter { one.communities.contains($0.id) }.map {
            Link($0.name, .community($0.id))
        }
        isBlind = one.isBlind
    }
}
