import Domain
import Foundation
import Hummingbird
import Store

/// One offering at a glance, for its staff.
struct OfferingPage: Page {
    static let template = PageTemplate(PackageResources.offering_mustache)

    struct Head: Sendable {
        let title: String
        let href: String
        let due: Moment
        /// In the offering's zone; the whole of it stands on the exploration's page.
        let day: String
    }

    struct Cell: Sendable {
        let tag: StateTag?
        let isLate: Bool
        let href: String
        let label: String
    }

    struct Line: Sendable {
        let name: String
        let cells: [Cell]
    }

    /// A line of a list: what, where, when.
    struct Due: Sendable {
        let title: String
        let href: String
        let moment: Moment
    }

    struct Waiting: Sendable {
        let said: String
        let oldest: Moment?
        let href: String
        let isAny: Bool
    }

    struct BlindWork: Sendable {
        let title: String
        let href: String
        let codes: [Code]
    }

    struct Code: Sendable {
        let code: String
        let tag: StateTag
        let href: String
    }

    let frame: Frame
    let about: String
    let heads: [Head]
    let lines: [Line]
    let next: String?
    let waiting: Waiting?
    let upcoming: [Due]
    let sections: [String]
    let blind: [BlindWork]
    let isTeacher: Bool
    let explorations: String
    let readers: String
    let approvals: String
    let edit: String

    init(_ visit: Visit, _ glance: OfferingGlance) {
        let (record, offering) = (glance.record, glance.record.offering)
        frame = visit.frame(
            offering.title, in: .offerings, crumbs: [Link("Offerings", .offerings)],
            tabs: visit.tabs(record, .overview),
            foot: "Names and states are seen by the offering’s staff alone.")
        about =
            "\(record.course.code) \(record.course.title), \(Said.day(offering.startsOn)) to "
            + "\(Said.day(offering.endsOn))." + (offering.isExample ? " An example." : "")
        let open = glance.open
        heads = open.map {
            Head(
                title: $0.title, href: Address.exploration($0.id).path,
                due: visit.moment($0.dueAt, offering: glance.zone),
                day: Said.day(
                    Day(of: $0.dueAt, in: TimeZone(identifier: glance.zone) ?? .gmt)))
        }
        lines = glance.learners.items.map { Line($0, in: open) }
        next = glance.learners.next.map {
            Address.offering(offering.id).with([("cursor", $0.text)])
        }
        waiting = Waiting(visit, glance)
        upcoming = glance.upcoming(at: visit.now).map {
            Due(
                title: $0.title, href: Address.exploration($0.id).path,
                moment: visit.moment($0.dueAt, offering: glance.zone))
        }
        sections = record.sections.map { $0.said(on: visit.now, glance.zone) }
        blind = glance.blind.map(BlindWork.init)
        isTeacher = record.role == .instructor
        explorations = Address.explorations(offering.id).path
        readers = Address.readers(offering.id).path
        approvals = Address.approvals(offering.id).path
        edit = Address.offeringEdit(offering.id).path
    }
}

extension OfferingPage.Line {
    fileprivate init(_ record: CourseGradeRecord, in columns: [Exploration]) {
        let cells = Dictionary(
            record.cells.map { ($0.exploration, $0) }, uniquingKeysWith: { first, _ in first })
        name = record.name
        self.cells = columns.map { column in
            guard let cell = cells[column.id] else {
                return OfferingPage.Cell(tag: nil, isLate: false, href: "", label: "")
            }
            let tag = StateTag(cell.state)
            return OfferingPage.Cell(
                tag: tag, isLate: cell.isLate, href: Address.staffWork(cell.assignment).path,
                label: "\(record.name), \(column.title): \(tag.text)")
        }
    }
}

extension OfferingPage.Waiting {
    fileprivate init?(_ visit: Visit, _ glance: OfferingGlance) {
        guard let page = glance.waiting else { return nil }
        let open = page.items.filter { $0.feedback != .ready }.count
        let isMore = page.next != nil
        isAny = open > 0
        said =
            open == 0
            ? "Nothing waits for you. New submissions appear under Reading."
            : "\(isMore ? "More than " : "")\(Said.count(open, "reflection")) "
                + "\(open == 1 ? "waits" : "wait") for you."
        oldest = open == 0 ? nil : glance.oldest.map { visit.moment($0, offering: glance.zone) }
        href = Address.queue(glance.record.offering.id).path
    }
}

extension OfferingPage.BlindWork {
    fileprivate init(_ blind: OfferingGlance.Blind) {
        title = blind.exploration.title
        href = Address.exploration(blind.exploration.id).path
        codes = blind.work.map {
            OfferingPage.Code(
                code: $0.assignment.blindCode ?? "", tag: StateTag($0.assignment.state),
                href: Address.staffWork($0.assignment.id).path)
        }
    }
}

extension Section {
    /// "10432 (pass/fail): grades due Sun 18 Apr 2027, in 48 days."
    fileprivate func said(on now: Date, _ zone: String) -> String {
        let today = Day(of: now, in: TimeZone(identifier: zone) ?? .gmt)
        let days = today.days(until: graduatingDueOn ?? gradesDueOn)
        let left =
            days < 0 ? "\(Said.count(-days, "day")) ago" : "in \(Said.count(days, "day"))"
        let early = graduatingDueOn.map { " (\(Said.day($0)) for those who graduate)" } ?? ""
        return "\(termCode) \(classNumber), \(gradingBasis.said): grades due "
            + "\(Said.day(gradesDueOn))\(early), \(left)."
    }
}

extension GradingBasis {
    var said: String {
        switch self {
        case .passFail: "P/F"
        case .honors: "H/HP/P/F"
        case .credit: "CR/NC"
        case .letters: "letters"
        case .percent: "percent"
        }
    }
}
