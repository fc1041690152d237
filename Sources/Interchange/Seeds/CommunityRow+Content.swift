package import Domain

extension CommunityRow {
    /// As the catalog takes it.
    package var asLine: Community.Line {
        Community.Line(
            line: line,
            content: Community.Content(
                slug: slug, name: name, url: url, kind: kind, audiences: [audience],
                conditions: [condition], access: access, status: status,
                subjectIsMinor: subjectIsMinor, session: session, sourceURL: sourceURL))
    }
}
