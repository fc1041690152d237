import Domain
import Hummingbird
import Store

/// The schedule of an offering: its explorations, in order.
struct ExplorationsPage: Page {
    static let template = PageTemplate(PackageResources.explorations_mustache)

    struct Line: Sendable {
        let title: String
        let href: String
        let tag: StateTag
        let due: Moment
        let about: String
    }

    let frame: Frame
    let lines: [Line]
    let next: String?
    /// Where one is written; nil for those who may not.
    let write: String?

    init(_ visit: Visit, _ record: OfferingRecord, _ page: Store.Page<ExplorationRecord>) {
        let id = record.offering.id
        frame = visit.frame(
            "Explorations", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .explorations),
            foot: "Learners see what is published, from its opening on.")
        lines = page.items.map { one in
            let exploration = one.exploration
            let blind = exploration.isBlind ? " Read blind." : ""
            return Line(
                title: exploration.title, href: Address.exploration(exploration.id).path,
                tag: StateTag(exploration.state),
                due: visit.moment(exploration.dueAt, offering: record.offering.zone),
                about: "\(exploration.countsAs.said)\(blind) "
                    + Said.count(exploration.communities.count, "community", "communities") + ".")
        }
        next = page.next.map { Address.explorations(id).with([("cursor", $0.text)]) }
        write = record.role == .instructor ? Address.writeExploration(id).path : nil
    }
}

extension CountsAs {
    var said: String {
        switch self {
        case .completion: "Counts as done or not."
        case .points(let worth): "Counts up to \(worth) points."
        case .notCounted: "Doesn’t count."
        }
    }
}

/// A new exploration.
struct WriteExplorationPage: Page {
    static let template = PageTemplate(PackageResources.write_exploration_mustache)

    let frame: Frame
    let editor: ExplorationEditor

    init(
        _ visit: Visit, _ record: OfferingRecord, _ shelf: Shelf,
        _ form: ExplorationForm = ExplorationForm(), _ mistakes: Mistakes = .none
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Write an exploration", in: .offerings,
            crumbs: visit.crumbs(record, [Link("Explorations", .explorations(id))]),
            tabs: visit.tabs(record, .explorations),
            foot: "Only the staff see a draft.")
        editor = ExplorationEditor(
            form, shelf, zone: record.offering.zone, isPublished: false,
            action: Address.explorations(id).path, visit, mistakes)
    }
}
