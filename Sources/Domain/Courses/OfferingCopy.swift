package import Foundation

/// What a copy of an offering would be: the same explorations, as drafts, on other days. Never people,
/// texts or grades.
package struct OfferingCopy: Sendable, Equatable {
    /// An exploration with its times as they were and as they would be.
    package struct Part: Sendable, Equatable {
        package let exploration: ID<Exploration>
        package let title: String
        package let oldOpensAt: Date
        package let oldDueAt: Date
        package let opensAt: Date
        package let dueAt: Date
    }

    package let content: Offering.Content
    package let parts: [Part]

    /// `endsOn` nil: as long as the old one. Each time keeps its hour of the day in the offering's
    /// zone, across a change of daylight saving too.
    package init(
        of old: Offering, _ explorations: [Exploration], title: String, startsOn: Day,
        endsOn: Day? = nil
    ) {
        let days = old.startsOn.days(until: startsOn)
        let zone = TimeZone(identifier: old.zone) ?? .gmt
        content = Offering.Content(
            title: title, startsOn: startsOn, endsOn: endsOn ?? old.endsOn.adding(days: days),
            zone: old.zone, isExample: old.isExample, sections: [])
        parts = explorations.filter { $0.state != .withdrawn }.map { exploration in
            Part(
                exploration: exploration.id, title: exploration.title,
                oldOpensAt: exploration.opensAt, oldDueAt: exploration.dueAt,
                opensAt: exploration.opensAt.moved(by: days, in: zone),
                dueAt: exploration.dueAt.moved(by: days, in: zone))
        }
    }
}

extension Date {
    /// So many days later at the same hour of the day.
    fileprivate func moved(by days: Int, in zone: TimeZone) -> Date {
        // A calendar answers for every date that a database holds.
        Calendar.gregorian(in: zone).date(byAdding: .day, value: days, to: self)
            ?? addingTimeInterval(Double(days) * 86_400)
    }
}
