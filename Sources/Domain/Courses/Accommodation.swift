package import Foundation

/// More time for every due time of an enrollment. It holds no reason.
package struct Accommodation: Sendable, Equatable {
    package let id: ID<Accommodation>
    /// 1500 is half as long again.
    package let timeFactor: Share
    /// Until this instant, or for the whole offering.
    package let until: Date?
    package let grantedAt: Date
    package let endedAt: Date?

    package init(
        id: ID<Accommodation>, timeFactor: Share, until: Date?, grantedAt: Date,
        endedAt: Date? = nil
    ) {
        self.id = id
        self.timeFactor = timeFactor
        self.until = until
        self.grantedAt = grantedAt
        self.endedAt = endedAt
    }
}
