import Domain
import Hummingbird
import Store

/// The catalog: where patients and families meet online.
struct CommunitiesPage: Page {
    static let template = PageTemplate(PackageResources.communities_mustache)

    struct Card: Sendable {
        let name: String
        let href: String
        let kind: String
        let about: String
        let session: String?
        let warnings: [Warning]
    }

    /// Short, for a list; in full on the community's own page.
    struct Warning: Sendable {
        let text: String
    }

    let frame: Frame
    let action = Address.communities.path
    let search: String
    let selects: [Select]
    let cards: [Card]
    let next: String?
    let isFiltered: Bool
    let all = Address.communities.path

    init(
        _ visit: Visit, _ filter: CommunityFilter, _ page: Store.Page<Community>,
        _ audiences: [String]
    ) {
        frame = visit.frame("Communities", in: .communities)
        search = filter.search
        selects = [
            Select(
                "kind", "Kind", Self.any + Community.Kind.allCases.map { ($0.rawValue, $0.said) },
                chosen: filter.kind?.rawValue ?? ""),
            Select(
                "audience", "Audience", Self.any + audiences.map { ($0, $0) },
                chosen: filter.audience ?? ""),
            Select(
                "access", "Who can read",
                Self.any + Community.Access.allCases.map { ($0.rawValue, $0.said) },
                chosen: filter.access?.rawValue ?? ""),
            Select(
                "state", "State",
                Self.any + Community.Status.allCases.map { ($0.rawValue, $0.rawValue) },
                chosen: filter.status?.rawValue ?? ""),
        ]
        cards = page.items.map { Card($0, visit) }
        let query = filter.query
        isFiltered = query.contains { $0.1 != nil }
        next = page.next.map { Address.communities.with(query + [("cursor", $0.text)]) }
    }

    private static let any = [("", "any")]
}

extension CommunityFilter {
    fileprivate var query: [(String, String?)] {
        [
            ("q", search.isEmpty ? nil : search), ("kind", kind?.rawValue),
            ("audience", audience), ("access", access?.rawValue), ("state", status?.rawValue),
        ]
    }
}

extension CommunitiesPage.Card {
    fileprivate init(_ community: Community, _ visit: Visit) {
        name = community.name
        href = Address.community(community.id).path
        kind = community.kind.said
        let audiences = community.audiences.joined(separator: ", ")
        let conditions = community.conditions.joined(separator: ", ")
        about = "\(audiences) · \(conditions) · \(community.access.said)"
        session = community.session.map { SessionTime($0, visit).rule }
        warnings = community.warnings.map { CommunitiesPage.Warning(text: $0.brief) }
    }
}
