/// The elective as it stands in the catalog of courses.
package struct Course: Sendable, Equatable {
    package let id: ID<Course>
    package let code: String
    package let title: String

    package init(id: ID<Course>, code: String, title: String) {
        self.id = id
        self.code = code
        self.title = title
    }
}
