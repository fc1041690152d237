import Domain
import Foundation
import Store

/// What is due, what came back, and how far one is.
struct TodayPage: Page {
    static let template = PageTemplate(PackageResources.today_mustache)

    struct Group: Sendable {
        let id: String
        let title: String
        let items: [WorkItem]
        /// Why nothing is there, and what brings the first one; nil where something is.
        let empty: String?

        /// Without items and without `empty` there is no such group.
        init?(_ id: String, _ title: String, _ items: [WorkItem], empty: String? = nil) {
            guard !items.isEmpty || empty != nil else { return nil }
            (self.id, self.title, self.items) = (id, title, items)
            self.empty = items.isEmpty ? empty : nil
        }
    }

    let frame: Frame
    let lede: [String]
    let codeWaits: String?
    let groups: [Group]
    let progress: [CourseProgress]
    let contacts: ContactCard
    let assignments = Address.assignments.path

    init(
        _ visit: Visit, _ work: [OwnWork], _ offerings: [OfferingRecord],
        _ grades: [CourseGradeRecord], _ contacts: ContactCard
    ) {
        frame = visit.frame("Today", in: .today)
        self.contacts = contacts
        let current = offerings.filter { $0.role == .learner && $0.isCurrent(at: visit.now) }
        lede = current.map { $0.where(visit) } + Self.zones(current, visit)
        codeWaits = visit.account.mustAcceptCode ? Address.observersCode.path : nil
        progress = current.map { offering in
            CourseProgress(
                offering, work.filter { $0.record.assignment.offering == offering.offering.id },
                grades.first { $0.offering == offering.offering.id }?.standing.rule, visit)
        }
        groups = Self.groups(work, visit, isEnrolled: !current.isEmpty)
    }

    private static func zones(_ offerings: [OfferingRecord], _ visit: Visit) -> [String] {
        let others = Set(offerings.map(\.offering.zone)).subtracting([visit.zone])
        guard !offerings.isEmpty else { return [] }
        let yours = "Times are yours (\(visit.zone.zoneCity))"
        guard !others.isEmpty else { return [yours + "."] }
        let names = others.map(\.zoneCity).sorted().joined(separator: ", ")
        return ["\(yours); where they differ, those of \(names) stand behind."]
    }

    private static func groups(_ work: [OwnWork], _ visit: Visit, isEnrolled: Bool) -> [Group] {
        let now = visit.now
        func items(_ work: [OwnWork], _ address: (ID<Assignment>) -> Address = Address.assignment)
            -> [WorkItem]
        {
            work.map { WorkItem($0, visit, opens: address) }
        }
        let idle = visit.account.places.filter { !$0.state.effects.maySubmit }.map(\.offering)
        let open = work.filter {
            $0.isToDo(at: now) && !idle.contains($0.record.assignment.offering)
        }
        let back = work.filter { $0.record.learnerView(at: now).visible != nil }
            .sorted { $0.cameBack(at: now) > $1.cameBack(at: now) }
        return [
            Group(
                "due", "To do", items(open),
                empty: isEnrolled
                    ? "Nothing is due now. What your instructors publish shows here when it opens."
                    : "You learn in no offering at this time. Once your office has enrolled you, "
                        + "what is due shows here."),
            Group(
                "back", "Came back to you", items(Array(back.prefix(6)), Address.releasedFeedback),
                empty: isEnrolled ? "No feedback has been released to you yet." : nil),
            Group(
                "waiting", "Handed in",
                items(work.filter { $0.record.learnerView(at: now).state == .submitted })),
            Group(
                "later", "Opens later",
                items(Array(work.filter { $0.record.opensAt > now }.prefix(3)))),
        ].compactMap { $0 }
    }
}

extension OwnWork {
    fileprivate func isToDo(at now: Date) -> Bool {
        [.assigned, .exploring, .missing].contains(record.learnerView(at: now).state)
            && record.takesWork(at: now)
    }

    /// New ones first, then by their release.
    fileprivate func cameBack(at now: Date) -> Date {
        let released = record.release?.releasedAt ?? .distantPast
        return isNew(at: now) ? released.addingTimeInterval(10 * 365 * 86_400) : released
    }
}

extension OfferingRecord {
    private var place: TimeZone { TimeZone(identifier: offering.zone) ?? .gmt }

    /// Until two months after its end: then grades are in.
    func isCurrent(at now: Date) -> Bool {
        Day(of: now, in: place) <= offering.endsOn.adding(days: 60)
    }

    /// "Voices Online, spring 2027: week 3 of 8."
    func `where`(_ visit: Visit) -> String {
        let today = Day(of: visit.now, in: place)
        let days = offering.startsOn.days(until: today)
        let weeks = (offering.startsOn.days(until: offering.endsOn) + 7) / 7
        if days < 0 {
            let begins = Moment.distance(from: visit.now, to: offering.startsOn.start(in: place))
            return "\(offering.title) begins \(begins)."
        }
        return today > offering.endsOn
            ? "\(offering.title) is over." : "\(offering.title): week \(days / 7 + 1) of \(weeks)."
    }
}
