package import Foundation
import Synchronization

/// The time by which everything is judged, for as long as this machine's clock can be believed.
///
/// Two witnesses: the steady clock, which nobody sets, and the clock of the database. While they
/// contradict this machine's, nothing is judged: what was late could be taken as punctual, and what
/// isn't due could be closed or released, for good.
package final class Timekeeper: Sendable {
    package enum Doubt: Error, Equatable {
        /// It was moved since it was last compared with the database's.
        case moved
        /// It differs from the database's.
        case differs
        /// It was set back, perhaps together with the database's. Only a restart tells us that it is
        /// right now, or the clock itself when it is put right again.
        case setBack
    }

    /// More than machines without a time server drift apart in weeks.
    package static let tolerance: TimeInterval = 30

    /// The last reading that was believed, and what keeps us from believing since.
    private struct Belief {
        var wall: Date
        var steady: ContinuousClock.Instant
        var doubt: Doubt?
    }

    private let wall: @Sendable () -> Date
    private let steady: @Sendable () -> ContinuousClock.Instant
    private let belief: Mutex<Belief>

    package init(
        wall: @escaping @Sendable () -> Date = { .now },
        steady: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.wall = wall
        self.steady = steady
        belief = Mutex(Belief(wall: wall(), steady: steady()))
    }

    /// The time, or why it isn't known.
    package func now() throws -> Date {
        try belief.withLock { belief in
            if let doubt = belief.doubt { throw doubt }
            let (wall, steady) = (wall(), steady())
            guard abs(Self.gap(wall, steady, belief)) <= Self.tolerance else { throw Doubt.moved }
            (belief.wall, belief.steady) = (wall, steady)
            return wall
        }
    }

    /// What is doubted now, and whether it was doubted before.
    package struct Verdict: Sendable, Equatable {
        package let doubt: Doubt?
        package let isNews: Bool
    }

    /// Compares the clock with the database's, which `database` asks; what it took isn't a
    /// difference.
    @discardableResult
    package func compare(with database: () async throws -> Date) async throws -> Verdict {
        let before = wall()
        let other = try await database()
        return belief.withLock { belief in
            let earlier = belief.doubt
            let (wall, steady) = (wall(), steady())
            let isNear =
                other >= min(before, wall).addingTimeInterval(-Self.tolerance)
                && other <= max(before, wall).addingTimeInterval(Self.tolerance)
            if !isNear {
                belief.doubt = .differs
            } else if Self.gap(wall, steady, belief) < -Self.tolerance {
                belief.doubt = .setBack
            } else {
                belief = Belief(wall: wall, steady: steady)
            }
            return Verdict(doubt: belief.doubt, isNews: belief.doubt != earlier)
        }
    }

    /// How far the clock went on beside the steady one.
    private static func gap(
        _ wall: Date, _ steady: ContinuousClock.Instant, _ belief: Belief
    ) -> TimeInterval {
        wall.timeIntervalSince(belief.wall) - (steady - belief.steady) / .seconds(1)
    }
}
