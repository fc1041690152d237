/// An instructor's reading of one submission. Until released, nobody but its author reads it.
package struct Feedback: Sendable, Equatable {
    package let id: ID<Feedback>
    package let assignment: ID<Assignment>
    package let submission: ID<Submission>
    package internal(set) var author: ID<Person>
    package let rubricVersion: ID<RubricVersion>?
    package internal(set) var state: State
    package internal(set) var content: Content
    package let version: Int

    package init(
        id: ID<Feedback>, assignment: ID<Assignment>, submission: ID<Submission>,
        author: ID<Person>, rubricVersion: ID<RubricVersion>? = nil, state: State = .draft,
        content: Content = Content(), version: Int = 1
    ) {
        self.id = id
        self.assignment = assignment
        self.submission = submission
        self.author = author
        self.rubricVersion = rubricVersion
        self.state = state
        self.content = content
        self.version = version
    }
}

extension Feedback {
    package enum State: String, Sendable, Codable, CaseIterable {
        case draft, ready, released
    }

    /// What reading led to: done, or back to the learner.
    package enum Outcome: String, Sendable, Codable, CaseIterable {
        case complete, returned
    }

    /// What the author writes and marks.
    package struct Content: Sendable, Equatable {
        package let outcome: Outcome?
        package let points: Points?
        /// Levels by the code of their criterion.
        package let levels: [String: Int]
        package let flags: Set<String>
        package let comments: [Comment]
        package let summary: String

        package init(
            outcome: Outcome? = nil, points: Points? = nil, levels: [String: Int] = [:],
            flags: Set<String> = [], comments: [Comment] = [], summary: String = ""
        ) {
            self.outcome = outcome
            self.points = points
            self.levels = levels
            self.flags = flags
            self.comments = comments
            self.summary = summary
        }
    }

    /// An anchor counts Unicode scalars of the submission's text from 0, its end not included.
    package struct Comment: Sendable, Equatable {
        package let span: Range<Int>
        package let body: String

        package init(span: Range<Int>, body: String) {
            self.span = span
            self.body = body
        }
    }
}
