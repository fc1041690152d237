import Foundation

extension Offering {
    package enum Refusal: String, Refusing {
        case titleTaken = "offering-title-taken"
        case classTaken = "class-taken"
        /// A person stands only in one role to another for a recusal.
        case notReaderAndLearner = "not-reader-and-learner"
        /// It would tell a reader of blind work whose is whose.
        case askTheOffice = "ask-the-office"
    }

    /// What staff say of an offering and its sections.
    package struct Content: Sendable, Equatable {
        package var title: String
        package var startsOn: Day
        package var endsOn: Day
        package var zone: String
        package var isExample: Bool
        package var sections: [Section.Content]

        package init(
            title: String, startsOn: Day, endsOn: Day, zone: String, isExample: Bool = false,
            sections: [Section.Content]
        ) {
            self.title = title
            self.startsOn = startsOn
            self.endsOn = endsOn
            self.zone = zone
            self.isExample = isExample
            self.sections = sections
        }
    }

    /// With the sections that it has.
    package func content(_ sections: [Section]) -> Content {
        Content(
            title: title, startsOn: startsOn, endsOn: endsOn, zone: zone, isExample: isExample,
            sections: sections.map(\.content))
    }
}

extension Offering.Content {
    /// Every fault of form at once, each at its field.
    package func check() throws(Invalid) {
        var faults = Faults()
        faults.need(
            !title.isBlank && title.isAtMost(200), "/title", "length", "Give 1 to 200 characters.")
        faults.need(
            endsOn >= startsOn, "/ends_on", "before-start", "Choose the first day or a later one.")
        for (day, pointer) in [(startsOn, "/starts_on"), (endsOn, "/ends_on")] {
            faults.need(
                Era.holds(day), pointer, "out-of-range", "Choose a day from 1900 to 2999.")
        }
        faults.need(
            TimeZone.isKnown(zone), "/zone", "unknown", "A zone is named as in America/New_York.")
        faults.need(
            sections.count <= 50, "/sections", "length", "An offering has at most 50 sections.")
        let names = sections.map(\.name)
        for (place, section) in sections.enumerated() {
            let pointer = "/sections/\(place)"
            faults.need(
                names.filter { $0 == section.name }.count == 1, pointer, "repeated",
                "Give each class of a term once.")
            section.check(at: pointer, endsOn: endsOn, &faults)
        }
        try faults.end()
    }
}
