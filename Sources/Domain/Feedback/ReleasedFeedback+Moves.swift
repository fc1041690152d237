package import Foundation

extension ReleasedFeedback {
    package enum Refusal: String, Refusing {
        case notVisible = "not-visible"
        case alreadyWithdrawn = "already-withdrawn"
        case followedByAnother = "followed-by-another"
    }

    package func isVisible(at now: Date) -> Bool {
        withdrawal == nil && now >= releasedAt
    }

    /// The learner opens it; the first time is kept.
    package mutating func open(at now: Date) throws(Refusal) {
        guard isVisible(at: now) else { throw .notVisible }
        openedAt = openedAt ?? now
    }

    /// Takes it back, and records whether the learner had opened it.
    package mutating func withdraw(by person: ID<Person>, at now: Date) throws(Refusal) {
        guard withdrawal == nil else { throw .alreadyWithdrawn }
        withdrawal = Withdrawal(
            withdrawnBy: person, withdrawnAt: now, hadBeenOpened: openedAt != nil)
    }
}
