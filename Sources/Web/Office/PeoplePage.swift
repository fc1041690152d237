import Domain
import Edge
import Foundation
import Store

/// Everyone of an offering, by name. An alias never stands here, for names do.
struct PeoplePage: Page {
    static let template = PageTemplate(PackageResources.people_of_offering_mustache)

    struct Line: Sendable {
        let name: String
        let href: String
        let registrarID: String
        let role: String
        let section: String
        let state: String
        let isPlain: Bool
        let since: String
        let email: String
        let hasMoreTime: Bool
    }

    let frame: Frame
    let filters: Filters
    let lines: [Line]
    let isNarrowed: Bool
    let goOn: GoOn?
    /// What one may change here; nil for those who only read.
    let office: Office?

    /// What the office does from here.
    struct Office: Sendable {
        let enrolling: String
        let roster: String
        let invitations: String
        let token: String
        let tokenField = FormToken.field
    }

    init(
        _ visit: Visit, _ record: OfferingRecord, _ view: PeopleView,
        _ page: Store.Page<EnrollmentRecord>
    ) {
        let id = record.offering.id
        let mayChange = Policy.allows(
            .changeRoster, by: visit.actor, Ties(enrolledAs: record.role))
        frame = visit.frame(
            "People", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .people),
            foot: "Staff of the offering see this list. Learners don’t.")
        filters = view.filters(record)
        let sections = Dictionary(uniqueKeysWithValues: record.sections.map { ($0.id, $0) })
        lines = page.items.map { Line($0, sections) }
        isNarrowed = view.isNarrowed
        goOn = GoOn(after: view.cursor, next: page.next) { view.address($0) }
        office =
            mayChange
            ? Office(
                enrolling: Address.enrolling(id).path, roster: Address.roster(id).path,
                invitations: Address.invitations(id).path, token: visit.formToken) : nil
    }
}

extension PeoplePage.Line {
    fileprivate init(_ record: EnrollmentRecord, _ sections: [ID<Section>: Section]) {
        let enrollment = record.enrollment
        name = record.name
        href = Address.enrollment(enrollment.offering, enrollment.id).path
        registrarID = record.registrarID ?? "–"
        role = enrollment.role.rawValue
        section = enrollment.section.flatMap { sections[$0]?.words } ?? "–"
        state = enrollment.state.words
        isPlain = enrollment.state == .enrolled
        since = Said.day(enrollment.history.last?.effectiveOn ?? enrollment.startsOn)
        email = record.email
        hasMoreTime = enrollment.accommodations.contains { $0.endedAt == nil }
    }
}

/// Which of them are shown: the state of the page, all of it in the address.
struct PeopleView: Sendable {
    let offering: ID<Offering>
    let filter: EnrollmentFilter
    let cursor: String?

    init(_ visit: Visit) throws {
        let request = visit.request
        offering = try visit.id()
        filter = EnrollmentFilter(
            role: request.filled("role").flatMap(Role.init),
            state: request.filled("state").flatMap(EnrollmentState.init),
            section: request.filled("section").flatMap { ID($0) }, search: request.filled("q"))
        cursor = request.filled("cursor")
    }

    var isNarrowed: Bool {
        filter.role != nil || filter.state != nil || filter.section != nil || filter.search != nil
    }

    func address(_ cursor: String?) -> String {
        Address.people(offering).with([
            ("q", filter.search), ("role", filter.role?.rawValue),
            ("section", filter.section?.description), ("state", filter.state?.rawValue),
            ("cursor", cursor),
        ])
    }

    fileprivate func filters(_ record: OfferingRecord) -> Filters {
        Filters(
            Address.people(offering).path, "People",
            search: Field(
                "q", "Name or student id", value: filter.search ?? "", type: "search",
                isRequired: false),
            [
                Select(
                    "role", "Role",
                    [("", "All roles")] + Role.allCases.map { ($0.rawValue, $0.rawValue) },
                    chosen: filter.role?.rawValue ?? ""),
                Select(
                    "section", "Section",
                    [("", "All sections")]
                        + record.sections.map { ($0.id.description, $0.words) },
                    chosen: filter.section?.description ?? ""),
                Select(
                    "state", "State",
                    [("", "All states")]
                        + EnrollmentState.allCases.map { ($0.rawValue, $0.words) },
                    chosen: filter.state?.rawValue ?? ""),
            ], isNarrowed: isNarrowed)
    }
}
