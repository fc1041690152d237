/// A rubric by its name; what it says stands in its versions.
package struct Rubric: Sendable, Equatable {
    package let id: ID<Rubric>
    package let slug: String
    package let title: String
    /// Oldest first, numbered from 1.
    package internal(set) var versions: [RubricVersion]

    package init(id: ID<Rubric>, slug: String, title: String, versions: [RubricVersion]) {
        self.id = id
        self.slug = slug
        self.title = title
        self.versions = versions
    }
}
