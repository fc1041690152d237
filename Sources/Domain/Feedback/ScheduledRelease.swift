package import Foundation

/// A release that waits for its time. Until then nothing of it is visible to any learner.
package struct ScheduledRelease: Sendable, Equatable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting, done, cancelled
    }

    package enum Refusal: String, Refusing {
        case noLongerWaiting = "no-longer-waiting"
    }

    /// One piece of feedback as it was when the release was scheduled.
    package struct Item: Sendable, Equatable {
        package let feedback: ID<Feedback>
        package let version: Int
        /// A code for why it was left when the time came, as in `changed`; nil: nothing left it.
        package let leftFor: String?

        package init(feedback: ID<Feedback>, version: Int, leftFor: String? = nil) {
            self.feedback = feedback
            self.version = version
            self.leftFor = leftFor
        }
    }

    package let id: ID<ScheduledRelease>
    package let offering: ID<Offering>
    package let releaseAt: Date
    package let scheduledBy: ID<Person>
    package let items: [Item]
    package private(set) var state: State
    /// What it became; nil while it waits, and where nothing could be released.
    package let release: ID<Release>?

    package init(
        id: ID<ScheduledRelease>, offering: ID<Offering>, releaseAt: Date,
        scheduledBy: ID<Person>, items: [Item], state: State = .waiting,
        release: ID<Release>? = nil
    ) {
        self.id = id
        self.offering = offering
        self.releaseAt = releaseAt
        self.scheduledBy = scheduledBy
        self.items = items
        self.state = state
        self.release = release
    }

    package mutating func cancel() throws(Refusal) {
        guard state == .waiting else { throw .noLongerWaiting }
        state = .cancelled
    }

    /// Ahead, and within a year.
    package static func check(_ releaseAt: Date, at now: Date) throws(Invalid) {
        guard releaseAt > now, releaseAt.timeIntervalSince(now) <= 366 * 86_400 else {
            throw Invalid(
                "/release_at", "out-of-range", "Choose a time to come, within a year.")
        }
    }
}
