import Domain
package import Foundation
import Postgres

/// How far the jobs of all schools are behind, in seconds; 0 where nothing waits.
package struct Lags: Sendable, Equatable {
    /// Of the oldest assignment that should have been closed.
    package var closing: Double
    /// Of the oldest line of the record that isn't sealed, among those of the last five seconds and all
    /// since the last seal.
    package var sealing: Double

    package init(closing: Double = 0, sealing: Double = 0) {
        self.closing = closing
        self.sealing = sealing
    }
}

extension Records {
    /// One short read for each school.
    package func lags(at now: Date) async throws -> Lags {
        var lags = Lags()
        for institution in try await institutionIDs() {
            let row = try await planningForAnySchool.read(
                institution,
                """
                SELECT (SELECT min(coalesce(assignment.closes_at, assignment.due_at))
                        \(Self.waiting(of: institution, at: now))) AS closes_at,
                    \(SealingReach.latest.oldest(of: institution, at: now)) AS made_at
                """)[0].one()
            let closes: Date? = try row["closes_at"]
            let made: Date? = try row["made_at"]
            lags.closing = max(lags.closing, closes.map(now.timeIntervalSince) ?? 0)
            lags.sealing = max(lags.sealing, made.map(now.timeIntervalSince) ?? 0)
        }
        return lags
    }
}
