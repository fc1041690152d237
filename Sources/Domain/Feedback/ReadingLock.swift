package import Foundation

/// Who reads a learner's work at this moment, so that two don't write on the same. It ends by itself.
package struct ReadingLock: Sendable, Equatable {
    package enum Refusal: String, Refusing {
        /// Another reader holds it.
        case beingRead = "being-read"
    }

    /// From the last sign of the reader on.
    package static let time: TimeInterval = 15 * 60

    package let assignment: ID<Assignment>
    package let reader: ID<Person>
    /// The chosen name.
    package let readerName: String
    package let until: Date

    package init(
        assignment: ID<Assignment>, reader: ID<Person>, readerName: String, until: Date
    ) {
        self.assignment = assignment
        self.reader = reader
        self.readerName = readerName
        self.until = until
    }
}
