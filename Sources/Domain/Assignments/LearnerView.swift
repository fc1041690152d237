package import Foundation

/// An assignment as its learner sees it: nothing moves between submission and release.
package struct LearnerView: Sendable, Equatable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case assigned, exploring, submitted, returned, complete, excused, missing
    }

    package let assignment: ID<Assignment>
    package let state: State
    package let dueAt: Date
    package let closesAt: Date?
    package let submissions: Int
    /// What was released to the learner and not taken back.
    package let visible: ReleasedFeedback?

    /// `releases` are all of the assignment's; only what is visible at `now` shows.
    package init(_ assignment: Assignment, releases: [ReleasedFeedback], at now: Date) {
        self.assignment = assignment.id
        dueAt = assignment.dueAt
        closesAt = assignment.closesAt
        submissions = assignment.submissions
        visible = releases.filter { $0.isVisible(at: now) }.max { $0.releasedAt < $1.releasedAt }
        state = Self.state(of: assignment, releases: releases, at: now)
    }

    // A scheduled release settles the assignment for the staff before it shows to the learner.
    private static func state(
        of assignment: Assignment, releases: [ReleasedFeedback], at now: Date
    ) -> State {
        switch assignment.state {
        case .assigned: return .assigned
        case .exploring: return .exploring
        case .excused: return .excused
        case .missing: return .missing
        case .submitted, .inReview: return .submitted
        case .returned, .complete:
            let latest = releases.filter { $0.isVisible(at: now) }
                .max { $0.releasedAt < $1.releasedAt }
            guard let outcome = latest?.content.outcome else { return .submitted }
            if assignment.state == .complete {
                return outcome == .complete ? .complete : .submitted
            }
            return outcome == .returned ? .returned : .submitted
        }
    }
}
