/// A school: the tenant. Nothing crosses institutions.
package struct Institution: Sendable, Equatable {
    package let id: ID<Institution>
    package let slug: String
    package let name: String
    /// The name of its zone, as in "America/New_York".
    package let zone: String

    package init(id: ID<Institution>, slug: String, name: String, zone: String) {
        self.id = id
        self.slug = slug
        self.name = name
        self.zone = zone
    }
}
