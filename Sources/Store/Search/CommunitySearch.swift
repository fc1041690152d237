package import Domain
import Foundation
import Postgres

/// A community in which the words were found, and where.
package struct CommunityHit: Sendable, Equatable {
    package let community: Community
    package let snippet: Snippet
}

extension Records {
    /// The catalog by words in names, conditions, audiences and what is said of a community; the
    /// best first.
    package func searchCommunities(
        _ query: SearchQuery, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<CommunityHit> {
        try Policy.check(.readCatalog, by: actor)
        let rows = try await read(
            actor.institution,
            """
            WITH \(SearchSQL.asked(query)),
            said AS (SELECT id AS hit_id, concat_ws(' · ', name,
                    array_to_string(conditions, ', '), array_to_string(audiences, ', '),
                    kind, nullif(moderation, ''), nullif(funding, '')) AS body
                FROM community WHERE institution_id = \(actor.institution)),
            ranked AS (SELECT hit_id, body,
                    ts_rank(\(SearchSQL.lexemes("body")), asked.query) AS rank
                FROM said, asked WHERE \(SearchSQL.lexemes("body")) @@ asked.query),
            found AS (SELECT * FROM ranked WHERE \(try SearchSQL.after(page))
                ORDER BY rank DESC, hit_id DESC LIMIT \(page.limit + 1))
            SELECT \(Community.columns), rank::text AS rank_key,
                \(SearchSQL.headline("body", "asked.query")) AS headline
            FROM found JOIN community ON community.institution_id = \(actor.institution)
                AND community.id = found.hit_id, asked
            ORDER BY rank DESC, hit_id DESC
            """)
        let all = try rows[0].map { row in
            (
                hit: CommunityHit(
                    community: try Community(row),
                    snippet: Snippet(marked: try row["headline"])),
                rank: try row["rank_key"] as String
            )
        }
        let part = Page(all, of: page) { [$0.rank, $0.hit.community.id.description] }
        return Page(items: part.items.map(\.hit), next: part.next)
    }
}
