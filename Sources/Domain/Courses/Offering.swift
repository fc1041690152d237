package import Foundation

/// One run of a course, with dates and a zone: "Voices Online, spring 2027".
package struct Offering: Sendable, Equatable {
    package let id: ID<Offering>
    package let course: ID<Course>
    package let title: String
    package let startsOn: Day
    package let endsOn: Day
    package let zone: String
    /// An example schedule, and labelled so.
    package let isExample: Bool
    /// When the grades became final; survey answers open then.
    package let finalizedAt: Date?
    package let version: Int

    package init(
        id: ID<Offering>, course: ID<Course>, title: String, startsOn: Day, endsOn: Day,
        zone: String, isExample: Bool = false, finalizedAt: Date? = nil, version: Int = 1
    ) {
        self.id = id
        self.course = course
        self.title = title
        self.startsOn = startsOn
        self.endsOn = endsOn
        self.zone = zone
        self.isExample = isExample
        self.finalizedAt = finalizedAt
        self.version = version
    }
}
