extension Community {
    /// A community as one line of a file describes it.
    package struct Line: Sendable, Equatable {
        package let line: Int
        package let content: Content

        package init(line: Int, content: Content) {
            self.line = line
            self.content = content
        }
    }

    /// What an import does with one line.
    package enum LineFate: Sendable, Equatable {
        case new(Content)
        case changed(Community, Content)
        case unchanged
        /// In a sentence.
        case refused(String)
    }

    /// What a line means for the community of its slug, if there is one.
    ///
    /// A file knows less than the catalog does: what it is silent about stays. And it never brings
    /// back a community whose owner declined, or which the school retired.
    package static func fate(of line: Line, known: Community?) -> LineFate {
        do throws(Invalid) {
            try line.content.check()
        } catch {
            return .refused(error.faults.map(\.detail).joined(separator: " "))
        }
        guard let known else { return .new(line.content) }
        let content = line.content.keeping(known.content)
        if content == known.content { return .unchanged }
        if [.declined, .retired].contains(known.status), content.status != known.status {
            return .refused(
                "It is \(known.status.rawValue) in this catalog. Change it by hand if that is past."
            )
        }
        return .changed(known, content)
    }
}

extension Community.Content {
    fileprivate func keeping(_ known: Self) -> Self {
        var content = self
        if languages.isEmpty { content.languages = known.languages }
        if moderation.isEmpty { content.moderation = known.moderation }
        if funding.isEmpty { content.funding = known.funding }
        content.session = session ?? known.session
        content.successor = successor ?? known.successor
        content.ownerContact = ownerContact ?? known.ownerContact
        content.lastChecked = lastChecked ?? known.lastChecked
        content.sourceURL = sourceURL ?? known.sourceURL
        return content
    }
}
