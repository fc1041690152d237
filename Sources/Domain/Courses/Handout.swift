import Foundation

/// What learners get to read with an offering: a text, an address, or both.
package struct Handout: Sendable, Equatable {
    package struct Content: Sendable, Equatable {
        package var title: String
        /// Markdown.
        package var body: String
        package var url: String?
        /// Among the offering's handouts, from 1.
        package var position: Int

        package init(title: String, body: String = "", url: String? = nil, position: Int = 1) {
            self.title = title
            self.body = body
            self.url = url
            self.position = position
        }
    }

    package let id: ID<Handout>
    package let offering: ID<Offering>
    package let content: Content
    package let version: Int

    package init(id: ID<Handout>, offering: ID<Offering>, content: Content, version: Int = 1) {
        self.id = id
        self.offering = offering
        self.content = content
        self.version = version
    }
}

extension Handout.Content {
    /// Every fault at once, each at its field.
    package func check() throws(Invalid) {
        var faults = Faults()
        faults.need(
            !title.isBlank && title.isAtMost(200), "/title", "length", "Give 1 to 200 characters.")
        faults.need(
            body.utf8.count <= 262_144, "/body", "too-long",
            "Shorten it to at most 262,144 bytes.")
        faults.need(
            url != nil || !body.isBlank, "/body", "empty", "Write a text, or give a url.")
        faults.need(
            url.map {
                $0.utf8.count <= 2000 && ["http", "https"].contains(URL(string: $0)?.scheme)
            }
                ?? true, "/url", "form", "An address begins with https:// or http://.")
        faults.need(
            (1...10_000).contains(position), "/position", "out-of-range", "Give 1 to 10000.")
        try faults.end()
    }
}
