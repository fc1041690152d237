package import Foundation

/// A copy of feedback as it was at a release. Nothing changes it; it can be withdrawn.
package struct ReleasedFeedback: Sendable, Equatable {
    package let id: ID<ReleasedFeedback>
    package let release: ID<Release>
    package let feedback: ID<Feedback>
    package let assignment: ID<Assignment>
    package let submission: ID<Submission>
    package let author: ID<Person>
    package let rubricVersion: ID<RubricVersion>?
    package let content: Feedback.Content
    /// When it becomes visible: the time of the act, or a later one that was scheduled.
    package let releasedAt: Date
    package internal(set) var openedAt: Date?
    package internal(set) var withdrawal: Withdrawal?

    package init(
        id: ID<ReleasedFeedback>, release: ID<Release>, feedback: ID<Feedback>,
        assignment: ID<Assignment>, submission: ID<Submission>, author: ID<Person>,
        rubricVersion: ID<RubricVersion>?, content: Feedback.Content, releasedAt: Date,
        openedAt: Date? = nil, withdrawal: Withdrawal? = nil
    ) {
        self.id = id
        self.release = release
        self.feedback = feedback
        self.assignment = assignment
        self.submission = submission
        self.author = author
        self.rubricVersion = rubricVersion
        self.content = content
        self.releasedAt = releasedAt
        self.openedAt = openedAt
        self.withdrawal = withdrawal
    }
}

extension ReleasedFeedback {
    /// A release made in error and taken back. Whether the learner had opened it stays known.
    package struct Withdrawal: Sendable, Equatable {
        package let withdrawnBy: ID<Person>
        package let withdrawnAt: Date
        package let hadBeenOpened: Bool

        package init(withdrawnBy: ID<Person>, withdrawnAt: Date, hadBeenOpened: Bool) {
            self.withdrawnBy = withdrawnBy
            self.withdrawnAt = withdrawnAt
            self.hadBeenOpened = hadBeenOpened
        }
    }
}
