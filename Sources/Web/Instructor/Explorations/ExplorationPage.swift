import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// One exploration for the staff: how it stands, who has it, and its form.
struct ExplorationPage: Page {
    static let template = PageTemplate(PackageResources.exploration_mustache)

    struct Fact: Sendable {
        let name: String
        let value: String
    }

    struct Work: Sendable {
        let who: String
        let href: String
        let tag: StateTag
        let isLate: Bool
    }

    let frame: Frame
    let tag: StateTag
    let facts: [Fact]
    /// What another saved meanwhile.
    let stored: [Fact]
    let preview: String
    /// Where it is published, or given to more; nil where that can't be.
    let publication: String?
    let publishing: String
    let withdrawal: String?
    let version: Int
    let token: String
    let tokenField = FormToken.field
    let editor: ExplorationEditor?
    let mistake: String?
    let work: [Work]
    let next: String?
    let isPublished: Bool
    let isBlind: Bool
    let levels: LevelPlot?
    let days: DayPlot?

    init(
        _ visit: Visit, _ scene: ExplorationScene, _ typed: ExplorationForm? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let (record, one) = (scene.record, scene.record.exploration)
        let isLost = mistakes.status == 412
        frame = visit.frame(
            one.title, in: .offerings,
            crumbs: visit.crumbs(
                scene.offering, [Link("Explorations", .explorations(one.offering))]),
            tabs: visit.tabs(scene.offering, .explorations))
        tag = StateTag(one.state)
        facts = scene.facts(visit)
        stored = isLost ? scene.facts(visit) + [Fact(name: "Prompt", value: one.prompt)] : []
        preview = Address.preview(one.id).path
        isPublished = one.state == .published
        isBlind = one.isBlind
        levels = scene.picture.flatMap { LevelPlot($0.levels, scene.version) }
        days = scene.picture.flatMap { DayPlot($0.days, due: scene.dueDay) }
        let teaches = scene.offering.role == .instructor
        publication =
            teaches && one.state != .withdrawn ? Address.publication(one.id).path : nil
        publishing = isPublished ? "Give it to more learners" : "Publish"
        withdrawal = teaches && isPublished ? Address.withdrawal(one.id).path : nil
        version = one.version
        token = visit.formToken
        mistake = typed == nil ? mistakes.general : nil
        var form = typed ?? ExplorationForm(record, zone: scene.zone)
        if isLost { form.version = one.version }
        editor =
            teaches && one.state != .withdrawn
            ? ExplorationEditor(
                form, scene.shelf, zone: scene.zone, isPublished: isPublished,
                action: Address.exploration(one.id).path, visit, mistakes) : nil
        work = scene.work.items.map(Work.init)
        next = scene.work.next.map {
            Address.exploration(one.id).with([("cursor", $0.text)])
        }
    }
}

extension ExplorationPage.Work {
    fileprivate init(_ record: AssignmentRecord) {
        who = record.learnerName ?? "Code \(record.assignment.blindCode ?? "")"
        href = Address.staffWork(record.assignment.id).path
        tag = StateTag(record.assignment.state)
        isLate = record.lateSubmission
    }
}

/// What the page of an exploration is made from.
struct ExplorationScene: Sendable {
    let record: ExplorationRecord
    let offering: OfferingRecord
    let shelf: Shelf
    let work: Store.Page<AssignmentRecord>
    /// Nil for those who read nothing.
    let picture: ExplorationPicture?

    /// Learners have pages of their own.
    init(_ id: ID<Exploration>, _ visit: Visit, _ records: Records) async throws {
        record = try await records.exploration(id, by: visit.actor)
        let offering = try await records.offering(record.exploration.offering, by: visit.actor)
        self.offering = offering
        work = try await records.assignments(of: id, by: visit.actor, visit.request.page())
        shelf = try await Shelf(records, visit)
        picture =
            offering.role == .instructor && record.exploration.state == .published
            ? try await records.picture(of: id, by: visit.actor) : nil
    }

    fileprivate var version: RubricVersion? {
        shelf.rubrics.flatMap(\.versions).first { $0.id == record.exploration.rubricVersion }
    }

    fileprivate var dueDay: Day {
        Day(of: record.exploration.dueAt, in: TimeZone(identifier: zone) ?? .gmt)
    }

    var zone: String { offering.offering.zone }

    fileprivate func facts(_ visit: Visit) -> [ExplorationPage.Fact] {
        let one = record.exploration
        let names = Dictionary(
            shelf.communities.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        let rubric = shelf.rubrics.first {
            $0.versions.contains { $0.id == one.rubricVersion }
        }
        let words =
            switch (one.wordsLeast, one.wordsMost) {
            case (nil, nil): "any length"
            case (let least?, nil): "at least \(least)"
            case (nil, let most?): "at most \(most)"
            case (let least?, let most?): "\(least) to \(most)"
            }
        return [
            ("Opens", visit.moment(one.opensAt, offering: zone).text),
            ("Due", visit.moment(one.dueAt, offering: zone).text),
            ("Late", record.latePolicy.sentence),
            ("Counts", one.countsAs.said),
            ("Words", words),
            ("Rubric", rubric?.title ?? "none"),
            ("Read", one.isBlind ? "blind, by codes" : "by name"),
            (
                "Communities",
                one.communities.map { names[$0] ?? "one that can’t be observed now" }
                    .joined(separator: ", ")
            ),
        ].map(ExplorationPage.Fact.init)
    }
}
