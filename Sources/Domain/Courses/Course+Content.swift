extension Course {
    /// The course of a new offering: known by its code, or made under this title.
    package struct Content: Sendable, Equatable {
        package let code: String
        /// Nil: the course is there already.
        package let title: String?

        package init(code: String, title: String?) {
            self.code = code
            self.title = title
        }

        package func check() throws(Invalid) {
            var faults = Faults()
            faults.need(
                !code.isBlank && code.isAtMost(60), "/course/code", "length",
                "Give 1 to 60 characters.")
            faults.need(
                title.map { !$0.isBlank && $0.isAtMost(200) } ?? true, "/course/title", "length",
                "Give 1 to 200 characters.")
            try faults.end()
        }
    }
}
