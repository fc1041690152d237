package import Domain

/// One exploration as given to one invented learner, with what was written.
package struct DemoAssignment: Codable, Equatable, Sendable {
    package struct Submission: Codable, Equatable, Sendable {
        package let number: Int
        package let at: DemoWorld.Moment
        package let text: String
    }

    package struct FieldNote: Codable, Equatable, Sendable {
        /// Of the visit, and on which it was written.
        package let day: Int
        package let observed: String
        package let thought: String
        package let pageAddress: String?
    }

    /// Anchored by words that stand exactly once in the submission.
    package struct Comment: Codable, Equatable, Sendable {
        package let quote: String
        package let body: String
    }

    package struct Reading: Codable, Equatable, Sendable {
        package let author: String
        package let submission: Int
        package let state: Feedback.State
        package let outcome: Feedback.Outcome
        package let levels: [String: Int]
        package let flags: [String]
        package let comments: [Comment]
        package let summary: String
        package let released: DemoWorld.Moment?
    }

    package let exploration: String
    package let learner: String
    package let state: Assignment.State
    package let community: String
    package let reader: String?
    package let draft: String?
    /// Left out where there are none.
    package let fieldNotes: [FieldNote]?
    package let submissions: [Submission]
    package let feedback: Reading?
}
