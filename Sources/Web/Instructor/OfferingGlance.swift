import Domain
import Foundation
import Store

/// What the page of an offering is made from.
struct OfferingGlance: Sendable {
    /// A blind exploration, with what was handed in, by code.
    struct Blind: Sendable {
        let exploration: Exploration
        let work: [AssignmentRecord]
    }

    let record: OfferingRecord
    let explorations: [ExplorationRecord]
    let learners: Store.Page<CourseGradeRecord>
    /// Nil for those who read nothing.
    let waiting: Store.Page<QueueEntry>?
    let blind: [Blind]

    var zone: String { record.offering.zone }

    /// The columns of learners: no name stands beside blind work.
    var open: [Exploration] {
        let hidden = Set(blind.map(\.exploration.id))
        return explorations.map(\.exploration).filter {
            $0.state == .published && !hidden.contains($0.id)
        }
    }

    func upcoming(at now: Date) -> [Exploration] {
        explorations.map(\.exploration).filter { $0.state == .published && $0.dueAt > now }
            .sorted { $0.dueAt < $1.dueAt }.prefix(4).map { $0 }
    }

    /// When the oldest came that may be told: times of blind work aren't.
    var oldest: Date? {
        waiting?.items.filter { $0.assignment.learnerName != nil && $0.feedback != .ready }
            .map(\.submission.submittedAt).min()
    }
}
