package import Foundation

/// An exploration as given to one learner.
package struct Assignment: Sendable, Equatable {
    package let id: ID<Assignment>
    package let offering: ID<Offering>
    package let exploration: ID<Exploration>
    package let enrollment: ID<Enrollment>
    package let learner: ID<Person>
    package let community: ID<Community>?
    package internal(set) var reader: ID<Person>?
    package let blindCode: String?
    /// The staff's view. Learners are shown a `LearnerView`.
    package internal(set) var state: State
    /// Due and close as they hold for this learner.
    package let dueAt: Date
    package let closesAt: Date?
    package internal(set) var submissions: Int
    package let version: Int

    package init(
        id: ID<Assignment>, offering: ID<Offering>, exploration: ID<Exploration>,
        enrollment: ID<Enrollment>, learner: ID<Person>, community: ID<Community>? = nil,
        reader: ID<Person>? = nil, blindCode: String? = nil, state: State = .assigned,
        dueAt: Date, closesAt: Date?, submissions: Int = 0, version: Int = 1
    ) {
        self.id = id
        self.offering = offering
        self.exploration = exploration
        self.enrollment = enrollment
        self.learner = learner
        self.community = community
        self.reader = reader
        self.blindCode = blindCode
        self.state = state
        self.dueAt = dueAt
        self.closesAt = closesAt
        self.submissions = submissions
        self.version = version
    }
}

extension Assignment {
    package enum State: String, Sendable, Codable, CaseIterable {
        case assigned, exploring, submitted
        case inReview = "in_review"
        case returned, complete, excused, missing
    }
}
