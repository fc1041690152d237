import Domain
import Store

/// The pages of one offering, as tabs: each is shown to those who may do what it is for.
enum OfferingTab: Sendable, CaseIterable {
    case overview, reading, explorations, release, grades, people, exports

    static func all(
        of offering: ID<Offering>, role: Role?, by actor: Actor, current: OfferingTab? = nil
    ) -> [Tab] {
        let ties = Ties(enrolledAs: role)
        return allCases.filter { Policy.allows($0.verb, by: actor, ties) }.map {
            Tab(name: $0.name, href: $0.address(offering).path, isCurrent: $0 == current)
        }
    }

    private var verb: Verb {
        switch self {
        case .overview, .grades: .readGradebook
        case .reading: .readQueue
        case .explorations: .listAssignments
        case .release: .release
        case .people: .readRoster
        case .exports: .readExport
        }
    }

    private var name: String {
        switch self {
        case .overview: "Overview"
        case .reading: "Reading"
        case .explorations: "Explorations"
        case .release: "Release"
        case .grades: "Grades"
        case .people: "People"
        case .exports: "Exports"
        }
    }

    private func address(_ id: ID<Offering>) -> Address {
        switch self {
        case .overview: .offering(id)
        case .reading: .queue(id)
        case .explorations: .explorations(id)
        case .release: .release(id)
        case .grades: .grades(id)
        case .people: .people(id)
        case .exports: .exports(id)
        }
    }
}

extension Visit {
    /// The tabs of an offering, for the one who visits.
    func tabs(_ record: OfferingRecord, _ current: OfferingTab? = nil) -> [Tab] {
        OfferingTab.all(
            of: record.offering.id, role: record.role, by: actor, current: current)
    }

    /// The way down to a page of an offering.
    func crumbs(_ record: OfferingRecord, _ more: [Link] = []) -> [Link] {
        [
            Link("Offerings", .offerings),
            Link(record.offering.title, .offering(record.offering.id)),
        ] + more
    }
}
