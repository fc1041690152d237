import Domain
import Edge
import Foundation
import Store

/// Everyone's grades in one table, with how each comes about and when they are due.
struct GradebookPage: Page {
    static let template = PageTemplate(PackageResources.gradebook_mustache)

    struct SectionLine: Sendable {
        let name: String
        let basis: String
        let rule: String
        let due: String
        let left: String
        let isClose: Bool
        let isOver: Bool
    }

    let frame: Frame
    let filters: Filters
    let sections: [SectionLine]
    let count: String
    /// Nil where nobody is shown.
    let table: SafeHTML?
    let isNarrowed: Bool
    let file: String
    let people: String
    let submissions: String
    let how: Link
    /// Where there are more learners than one page takes.
    let isCut: Bool
    let printed: String

    init(
        _ visit: Visit, _ record: OfferingRecord, _ view: GradebookView,
        columns: [Exploration], lines: [CourseGradeRecord], rules: [ID<Section>: GradeRule],
        isCut: Bool
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Grades", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .grades),
            foot: "The office sees states and grades, not texts.")
        filters = Self.filters(view, record)
        let today = Day(of: visit.now, in: TimeZone(identifier: record.offering.zone) ?? .gmt)
        sections = record.sections.map {
            SectionLine($0, of: record.offering, rules[$0.id], on: today)
        }
        count = Said.count(lines.count, "learner")
        let known = Dictionary(uniqueKeysWithValues: record.sections.map { ($0.id, $0) })
        table =
            lines.isEmpty
            ? nil : GradebookRows(view: view, columns: columns, sections: known).table(lines)
        isNarrowed = view.isNarrowed
        file = Address.gradebookFile(id).path
        people = Address.people(id).path
        submissions = Address.submissions(id).path
        how = Link(
            name: view.showsHow ? "Hide how each came about" : "Show how each came about",
            href: view.with(how: !view.showsHow).address)
        self.isCut = isCut
        let now = visit.moment(visit.now, offering: record.offering.zone).text
        printed = "\(record.offering.title), as of \(now)"
    }

    private static func filters(_ view: GradebookView, _ record: OfferingRecord) -> Filters {
        Filters(
            Address.grades(view.offering).path, "Learners",
            search: Field(
                "q", "Name or student id", value: view.filter.search ?? "", type: "search",
                isRequired: false),
            [
                Select(
                    "section", "Section",
                    [("", "All sections")]
                        + record.sections.map { ($0.id.description, $0.words) },
                    chosen: view.filter.section?.description ?? ""),
                Select(
                    "state", "State",
                    [("", "All states")]
                        + EnrollmentState.allCases.filter { $0 != .dropped }
                        .map { ($0.rawValue, $0.words) },
                    chosen: view.filter.state?.rawValue ?? ""),
            ],
            kept: [
                ("sort", view.order == .name ? nil : view.order.rawValue),
                ("how", view.showsHow ? "yes" : nil),
            ], isNarrowed: view.isNarrowed)
    }
}

extension GradebookPage.SectionLine {
    init(_ section: Section, of offering: Offering, _ rule: GradeRule?, on today: Day) {
        let due = RegistrarDue(section: section, offering: offering)
        let left = due.daysLeft(on: today)
        name = section.words
        basis = section.gradingBasis.said
        self.rule = rule?.sentence ?? "No grade rule is set yet; an instructor sets it."
        let graduating = due.graduating.map { "; of graduating learners \(Said.day($0))" } ?? ""
        self.due = Said.day(due.section) + graduating
        self.left =
            switch left {
            case ..<0: "\(Said.count(-left, "day")) over"
            case 0: "due today"
            default: "\(Said.count(left, "day")) left"
            }
        isOver = left < 0
        isClose = (0...14).contains(left)
    }
}
