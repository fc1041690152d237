package import Foundation

/// A reflection as it was handed in, numbered from 1. It is never changed, but for a redaction.
package struct Submission: Sendable, Equatable {
    package let id: ID<Submission>
    package let exploration: ID<Exploration>
    package let assignment: ID<Assignment>
    package let number: Int
    /// SHA-256 of salt and text.
    package let digest: [UInt8]
    package let words: Int
    /// When the service received the request.
    package let submittedAt: Date
    /// The due time and the late policy that held then.
    package let dueAt: Date
    package let latePolicyNumber: Int
    package let takenFromDraft: Bool

    package init(
        id: ID<Submission>, exploration: ID<Exploration>, assignment: ID<Assignment>,
        number: Int, digest: [UInt8], words: Int, submittedAt: Date, dueAt: Date,
        latePolicyNumber: Int, takenFromDraft: Bool = false
    ) {
        self.id = id
        self.exploration = exploration
        self.assignment = assignment
        self.number = number
        self.digest = digest
        self.words = words
        self.submittedAt = submittedAt
        self.dueAt = dueAt
        self.latePolicyNumber = latePolicyNumber
        self.takenFromDraft = takenFromDraft
    }

    package var isLate: Bool { submittedAt > dueAt }
}
