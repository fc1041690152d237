/// A person in an offering, in a role. A learner always sits in a section; staff may stand outside.
package struct Enrollment: Sendable, Equatable {
    package let id: ID<Enrollment>
    package let offering: ID<Offering>
    package let person: ID<Person>
    package let role: Role
    package internal(set) var section: ID<Section>?
    package internal(set) var state: EnrollmentState
    /// The day from which the person takes part; due times of someone added late count from it.
    package internal(set) var startsOn: Day
    /// Known to staff only.
    package let alias: Alias?
    package internal(set) var history: [EnrollmentChange]
    package let accommodations: [Accommodation]
    package internal(set) var version: Int

    package init(
        id: ID<Enrollment>, offering: ID<Offering>, person: ID<Person>, role: Role,
        section: ID<Section>?, state: EnrollmentState, startsOn: Day, alias: Alias? = nil,
        history: [EnrollmentChange] = [], accommodations: [Accommodation] = [], version: Int = 1
    ) {
        self.id = id
        self.offering = offering
        self.person = person
        self.role = role
        self.section = section
        self.state = state
        self.startsOn = startsOn
        self.alias = alias
        self.history = history
        self.accommodations = accommodations
        self.version = version
    }
}
