package import Foundation

/// What a learner is writing. Nobody but the learner reads it.
package struct Draft: Sendable, Equatable {
    package let assignment: ID<Assignment>
    package let body: String
    package let words: Int
    /// Nil: nobody has begun it.
    package let savedAt: Date?
    package let version: Int
    /// What its words could lead to, looked for anew each time. It is saved all the same.
    package var findings: [PrivacyFinding] { PrivacyScreen.standard.findings(in: body) }

    package init(
        assignment: ID<Assignment>, body: String, words: Int, savedAt: Date?, version: Int
    ) {
        self.assignment = assignment
        self.body = body
        self.words = words
        self.savedAt = savedAt
        self.version = version
    }
}
