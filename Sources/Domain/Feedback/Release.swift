package import Foundation

/// One act by which feedback becomes visible: for one learner, some, or all.
package struct Release: Sendable, Equatable {
    package let id: ID<Release>
    package let offering: ID<Offering>
    package let releasedBy: ID<Person>
    package let releasedAt: Date

    package init(
        id: ID<Release>, offering: ID<Offering>, releasedBy: ID<Person>, releasedAt: Date
    ) {
        self.id = id
        self.offering = offering
        self.releasedBy = releasedBy
        self.releasedAt = releasedAt
    }
}
