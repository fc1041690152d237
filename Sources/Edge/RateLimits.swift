import Domain
package import Foundation
import Synchronization

/// How often one may ask.
package struct Rate: Sendable {
    /// How many at once.
    package let burst: Double
    package let perSecond: Double

    package init(burst: Double, perSecond: Double) {
        self.burst = burst
        self.perSecond = perSecond
    }

    /// After so long without a request a bucket is full, and needn't be kept.
    fileprivate var memory: TimeInterval { burst / perSecond }
}

/// Who asks how often: a bucket for each caller, which a request empties and time refills.
///
/// Kept in this process alone: several processes let through so many times more, which protects each
/// of them. Guesses of passwords are slowed elsewhere, for all processes together.
package final class RateLimits<Caller: Hashable & Sendable>: Sendable {
    private struct Bucket {
        var left: Double
        var at: Date
    }

    private struct Buckets {
        var recent: [Caller: Bucket] = [:]
        var older: [Caller: Bucket] = [:]
        var turnedAt = Date(timeIntervalSince1970: 0)
    }

    private let rate: Rate
    private let buckets = Mutex(Buckets())

    package init(_ rate: Rate) {
        self.rate = rate
    }

    /// Takes one from the caller's bucket; `TooMany`, which says when there is one again.
    package func take(_ caller: Caller, at now: Date) throws {
        let missing = buckets.withLock { buckets in
            turn(&buckets, at: now)
            var bucket =
                buckets.recent[caller] ?? buckets.older[caller]
                ?? Bucket(left: rate.burst, at: now)
            let gained = max(0, now.timeIntervalSince(bucket.at)) * rate.perSecond
            bucket = Bucket(left: min(rate.burst, bucket.left + gained), at: now)
            defer { buckets.recent[caller] = bucket }
            guard bucket.left >= 1 else { return 1 - bucket.left }
            bucket.left -= 1
            return 0
        }
        guard missing == 0 else {
            throw TooMany(retryAfter: .seconds((missing / rate.perSecond).rounded(.up)))
        }
    }

    /// Two generations: whoever wasn't seen for one is full again and forgotten.
    private func turn(_ buckets: inout Buckets, at now: Date) {
        // Either way: behind a clock that was set back they would be kept until it catches up.
        guard abs(now.timeIntervalSince(buckets.turnedAt)) >= rate.memory else { return }
        (buckets.older, buckets.recent, buckets.turnedAt) = (buckets.recent, [:], now)
    }

    /// How many callers are remembered.
    package var count: Int { buckets.withLock { $0.recent.count + $0.older.count } }
}
