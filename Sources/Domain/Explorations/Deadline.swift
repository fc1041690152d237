package import Foundation

/// Due time and close as they hold for one learner.
package struct Deadline: Sendable, Equatable {
    package let dueAt: Date
    /// Nil: it stays open.
    package let closesAt: Date?

    package init(dueAt: Date, closesAt: Date?) {
        self.dueAt = dueAt
        self.closesAt = closesAt
    }

    /// From the exploration's times, then the learner's start, then accommodations, then the
    /// extension that holds; none of them ever takes time away. Nil where the state of the
    /// enrollment knows no due times. `start` is the first instant of the learner's first day in
    /// the offering's zone.
    package init?(
        opensAt: Date, dueAt: Date, policy: LatePolicy, state: EnrollmentState, start: Date,
        accommodations: [Accommodation] = [], extended: Deadline? = nil
    ) {
        guard state.effects.dueTimes != .none else { return nil }
        let span = dueAt.timeIntervalSince(opensAt)
        let opens = state.effects.dueTimes == .fromStart ? max(opensAt, start) : opensAt
        let plain = opens.addingTimeInterval(span)
        let due = Self.accommodated(opens: opens, due: plain, by: accommodations)
        let holds = max(due, extended?.dueAt ?? due)
        // An extension that names no close moves the close with the due time.
        let closes = policy.closes(dueAt: holds)
        self.dueAt = holds
        closesAt = closes.map { max($0, extended?.closesAt ?? $0) }
    }

    // One holds if the due time without it lies within its term. The largest factor counts, once.
    private static func accommodated(opens: Date, due: Date, by all: [Accommodation]) -> Date {
        let factor =
            all.filter { $0.endedAt == nil && $0.until.map { due <= $0 } ?? true }
            .map(\.timeFactor).max() ?? .whole
        let seconds = Int(due.timeIntervalSince(opens).rounded())
        let longer = Rounding.half(seconds * max(factor, .whole).thousandths, by: 1000)
        return opens.addingTimeInterval(Double(longer))
    }
}
