package import Foundation

/// An interval in which the service was down for an offering, and how many assignments got more time
/// for it.
package struct Outage: Sendable, Equatable {
    package let id: ID<Outage>
    package let offering: ID<Offering>
    package let startedAt: Date
    package let endedAt: Date
    package let extended: Int
    package let recordedBy: ID<Person>
    package let recordedAt: Date

    package init(
        id: ID<Outage>, offering: ID<Offering>, startedAt: Date, endedAt: Date, extended: Int,
        recordedBy: ID<Person>, recordedAt: Date
    ) {
        self.id = id
        self.offering = offering
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.extended = extended
        self.recordedBy = recordedBy
        self.recordedAt = recordedAt
    }

    /// A week at the most: what is longer is a typing error.
    package static func check(_ startedAt: Date, _ endedAt: Date, at now: Date) throws(Invalid) {
        var faults = Faults()
        faults.need(
            startedAt < endedAt && endedAt.timeIntervalSince(startedAt) <= 7 * 86_400, "/ended_at",
            "out-of-range", "Choose a time after started_at, within a week.")
        faults.need(endedAt <= now, "/ended_at", "not-over", "Record it once it is over.")
        try faults.end()
    }

    /// The due time of work that it touched: its length longer, counted from the end of it where
    /// the time ran out before.
    package static func due(_ dueAt: Date, _ startedAt: Date, _ endedAt: Date) -> Date {
        max(dueAt, endedAt).addingTimeInterval(endedAt.timeIntervalSince(startedAt))
    }
}
