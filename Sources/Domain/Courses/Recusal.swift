package import Foundation

/// A reader who doesn't assess a learner, as one who treats them may not. No reason is stored.
package struct Recusal: Sendable, Hashable {
    package let offering: ID<Offering>
    package let reader: ID<Person>
    package let learner: ID<Person>
    package let recordedAt: Date

    package init(
        offering: ID<Offering>, reader: ID<Person>, learner: ID<Person>, recordedAt: Date
    ) {
        self.offering = offering
        self.reader = reader
        self.learner = learner
        self.recordedAt = recordedAt
    }
}
