/// As what the actor comes before the thing, and how they stand to it.
package struct Standing: Sendable, Hashable {
    package enum Capacity: String, Sendable, CaseIterable {
        case learner, instructor, coordinator
        /// Of the admin tool, by name.
        case `operator`
        /// Signed in, without a role that matters here.
        case none
    }

    package let capacity: Capacity
    package let relation: Relation

    package init(capacity: Capacity, relation: Relation) {
        self.capacity = capacity
        self.relation = relation
    }
}
