import Domain
import Store

/// What the page of a reading is made from.
struct ReadingScene: Sendable {
    let submission: SubmissionRecord
    let assignment: AssignmentRecord
    let exploration: ExplorationRecord
    let offering: OfferingRecord
    let rubric: Rubric?
    let feedback: Feedback?
    let lock: ReadingLock?
    let receipts: [Submission]
    let queue: [QueueEntry]
    /// What the learner was told of an earlier submission.
    let before: ReleasedFeedback?
    let filter: QueueFilter

    init(
        _ id: ID<Submission>, _ filter: QueueFilter, _ visit: Visit, _ records: Records
    ) async throws {
        let actor = visit.actor
        submission = try await records.submission(id, by: actor)
        self.filter = filter
        feedback = try await records.feedback(on: id, by: actor)
        assignment = try await records.assignment(submission.submission.assignment, by: actor)
        let work = assignment.assignment
        async let exploration = records.exploration(work.exploration, by: actor)
        async let offering = records.offering(work.offering, by: actor)
        async let lock = records.readingLock(on: id, by: actor, at: visit.now)
        async let receipts = records.receipts(of: work.id, by: actor)
        async let queue = records.queue(
            of: work.offering, filter, by: actor, at: visit.now,
            PageRequest(limit: PageRequest.most))
        self.exploration = try await exploration
        self.offering = try await offering
        self.lock = try await lock
        self.receipts = try await receipts.submissions
        self.queue = try await queue.items
        before = try await Self.before(work.id, self.receipts.count, visit, records)
        if let version = self.exploration.exploration.rubricVersion {
            rubric = try await records.rubric(of: version, by: actor)
        } else {
            rubric = nil
        }
    }

    private static func before(
        _ id: ID<Assignment>, _ submissions: Int, _ visit: Visit, _ records: Records
    ) async throws -> ReleasedFeedback? {
        guard submissions > 1 else { return nil }
        do {
            return try await records.releasedFeedback(on: id, by: visit.actor, at: visit.now)
        } catch is NotFound {
            return nil
        }
    }

    var version: RubricVersion? {
        rubric?.versions.first { $0.id == exploration.exploration.rubricVersion }
    }

    var isLatest: Bool { receipts.last?.id == submission.submission.id }

    /// Work that is settled, or that was handed in anew, takes no feedback.
    var isOpen: Bool {
        isLatest && feedback?.state != .released
            && [.submitted, .inReview].contains(assignment.assignment.state)
    }

    private var place: Int? {
        queue.firstIndex { $0.submission.id == submission.submission.id }
    }

    /// "2 of 7"; nil for what isn't in the queue.
    var position: String? { place.map { "\($0 + 1) of \(queue.count)" } }

    var previous: ID<Submission>? {
        place.flatMap { $0 > 0 ? queue[$0 - 1].submission.id : nil }
    }

    /// The one behind it; from outside the queue, its first.
    var following: ID<Submission>? {
        let next = place.map { $0 + 1 } ?? 0
        return queue.indices.contains(next) ? queue[next].submission.id : nil
    }
}

extension QueueFilter {
    /// As it stands in an address.
    var query: [(String, String?)] {
        [("exploration", exploration?.description), ("mine", isNamed ? "true" : nil)]
    }
}
