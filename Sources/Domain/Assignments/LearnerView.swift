package import Foundation

/// An assignment as its learner sees it: nothing moves between submission and release.
package struct LearnerView: Sendable, Equatable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case assigned, exploring, submitted, returned, complete, excused, missing
    }

    /// A release that wasn't taken back, as far as it decides what the learner sees.
    package struct Visible: Sendable, Equatable {
        package let id: ID<ReleasedFeedback>
        package let outcome: Feedback.Outcome
        package let releasedAt: Date

        package init(id: ID<ReleasedFeedback>, outcome: Feedback.Outcome, releasedAt: Date) {
            self.id = id
            self.outcome = outcome
            self.releasedAt = releasedAt
        }
    }

    package let assignment: ID<Assignment>
    package let state: State
    package let dueAt: Date
    package let closesAt: Date?
    package let submissions: Int
    /// What was released to the learner and not taken back.
    package let visible: Visible?

    /// `release` is the assignment's latest that wasn't taken back; it shows from its time on.
    package init(_ assignment: Assignment, release: Visible?, at now: Date) {
        self.assignment = assignment.id
        dueAt = assignment.dueAt
        closesAt = assignment.closesAt
        submissions = assignment.submissions
        visible = release.flatMap { now >= $0.releasedAt ? $0 : nil }
        state = Self.state(of: assignment, visible: visible)
    }

    // A scheduled release settles the assignment for the staff before it shows to the learner.
    private static func state(of assignment: Assignment, visible: Visible?) -> State {
        switch assignment.state {
        case .assigned: .assigned
        case .exploring: .exploring
        case .excused: .excused
        case .missing: .missing
        case .submitted, .inReview: .submitted
        case .returned: visible?.outcome == .returned ? .returned : .submitted
        case .complete: visible?.outcome == .complete ? .complete : .submitted
        }
    }
}
