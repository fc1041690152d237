package import Foundation

extension Accommodation {
    /// What the office grants: no reason.
    package struct Content: Sendable, Equatable {
        package let timeFactor: Share
        package let until: Date?

        package init(timeFactor: Share, until: Date? = nil) {
            self.timeFactor = timeFactor
            self.until = until
        }

        package func check(at now: Date) throws(Invalid) {
            var faults = Faults()
            faults.need(
                (1001...10_000).contains(timeFactor.thousandths), "/time_factor_thousandths",
                "out-of-range", "Give more than 1 and up to 10 times as long.")
            faults.need(
                until.map { $0 > now } ?? true, "/until", "past", "Choose a time to come.")
            try faults.end()
        }
    }
}
