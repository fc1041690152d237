import Domain
import Hummingbird

/// One community of the catalog.
struct CommunityPage: Page {
    static let template = PageTemplate(PackageResources.community_mustache)

    let frame: Frame
    let kind: String
    let url: String
    let audiences: String
    let conditions: String
    let languages: String?
    let access: String
    let status: String
    let moderation: String?
    let funding: String?
    let session: String?
    let next: Moment?
    let warnings: [String]
    let successor: Link?
    let checked: String
    let source: String?

    init(_ visit: Visit, _ community: Community, _ successor: Community?) {
        func filled(_ text: String) -> String? { text.isEmpty ? nil : text }
        frame = visit.frame(
            community.name, in: .communities, crumbs: [Link("Communities", .communities)],
            foot: "Read only what is public, and don’t write there: that is the observer’s code.")
        kind = community.kind.said
        url = community.url
        audiences = community.audiences.joined(separator: ", ")
        conditions = community.conditions.joined(separator: ", ")
        languages = filled(community.languages.joined(separator: ", "))
        access = community.access.said
        status = community.status.rawValue
        moderation = filled(community.moderation)
        funding = filled(community.funding)
        let time = community.session.map { SessionTime($0, visit) }
        (session, next) = (time?.rule, time?.next)
        warnings = community.warnings.map(\.sentence)
        self.successor = successor.map { Link($0.name, .community($0.id)) }
        checked =
            community.lastChecked.map(Said.day)
            ?? "not yet: look whether it still is as described here"
        source = community.sourceURL
    }
}
