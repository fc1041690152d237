/// When a section's grades are due to its registrar: by its date, by graduating learners' earlier
/// one, and six weeks after the end at the latest (LCME).
package struct RegistrarDue: Sendable, Equatable {
    package let section: Day
    /// Nil where nobody graduates.
    package let graduating: Day?

    package init(section: Section, offering: Offering) {
        let latest = Self.latest(endsOn: offering.endsOn)
        self.section = min(section.gradesDueOn, latest)
        graduating = section.graduatingDueOn.map { min($0, section.gradesDueOn, latest) }
    }

    /// Six weeks after the end of an offering (LCME).
    package static func latest(endsOn: Day) -> Day { endsOn.adding(days: 42) }

    /// The date that comes first.
    package var first: Day { min(section, graduating ?? section) }

    /// Days that are left on that day; negative once it is past.
    package func daysLeft(on today: Day) -> Int { today.days(until: first) }
}
