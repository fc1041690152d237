import Domain
import Foundation

/// Values that several suites start from.
enum Samples {
    static let opens = Date(timeIntervalSince1970: 1_803_000_000)
    static let due = opens.addingTimeInterval(7 * 86_400)

    static func id<Subject>(_ number: UInt8) -> ID<Subject> {
        ID(rawValue: UUID(uuid: (0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, number)))
    }

    static func assignment(_ state: Assignment.State = .assigned, submissions: Int = 0)
        -> Assignment
    {
        Assignment(
            id: id(1), offering: id(2), exploration: id(3), enrollment: id(4), learner: id(5),
            state: state, dueAt: due, closesAt: due.addingTimeInterval(3600),
            submissions: submissions)
    }

    static var exploration: Exploration {
        Exploration(
            id: id(3), offering: id(2), position: 1, title: "First forum", prompt: "Read.",
            communities: [], opensAt: opens, dueAt: due)
    }

    static func released(_ outcome: Feedback.Outcome, at time: Date) -> ReleasedFeedback {
        ReleasedFeedback(
            id: id(9), release: id(8), feedback: id(7), assignment: id(1), submission: id(6),
            author: id(10), rubricVersion: nil, content: Feedback.Content(outcome: outcome),
            releasedAt: time)
    }
}
