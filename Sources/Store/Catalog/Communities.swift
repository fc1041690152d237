package import Domain
package import Foundation
import Postgres

/// Which communities a list shows; nil and "" ask for nothing.
package struct CommunityFilter: Sendable {
    /// A part of the name, slug, address, or of a condition.
    package var search = ""
    package var kind: Community.Kind?
    package var audience: String?
    package var condition: String?
    package var access: Community.Access?
    package var status: Community.Status?
    package var language: String?
    package var subjectIsMinor: Bool?

    package init() {}
}

extension Records {
    /// The catalog by name.
    package func communities(
        _ filter: CommunityFilter = CommunityFilter(), by actor: Actor,
        _ page: PageRequest = PageRequest()
    ) async throws -> Page<Community> {
        try Policy.check(.readCatalog, by: actor)
        let rows = try await read(
            actor.institution,
            """
            SELECT \(Community.columns) FROM community
            WHERE institution_id = \(actor.institution) AND \(filter.sql)
                AND (name, id) > (\(page.text),
                    \(try page.id() ?? .zero))
            ORDER BY name, id LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map(Community.init), of: page) {
            [$0.name, $0.id.description]
        }
    }

    /// For whom communities of the catalog are, each audience once.
    package func audiences(by actor: Actor) async throws -> [String] {
        try Policy.check(.readCatalog, by: actor)
        return try await read(
            actor.institution,
            """
            SELECT DISTINCT audience FROM community, unnest(audiences) AS audience
            WHERE institution_id = \(actor.institution) ORDER BY audience LIMIT 500
            """)[0].map { try $0["audience"] }
    }

    package func community(_ id: ID<Community>, by actor: Actor) async throws -> Community {
        try Policy.check(.readCatalog, by: actor)
        let rows = try await read(
            actor.institution, Community.one("id = \(id)", in: actor.institution))
        return try Community(rows[0].one())
    }

    package func addCommunity(
        _ content: Community.Content, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ID<Community> {
        try Policy.check(.editCatalog, by: actor)
        try content.check()
        return try await Self.namingTakenSlugs {
            try await once(key, by: actor, at: now) { act in
                let id: ID<Community> = act.newID()
                act.queue(content.insert(id, act))
                try act.audit("community.added", id)
                return id
            }
        }
    }

    package func edit(
        _ id: ID<Community>, to content: Community.Content, version: Int, by actor: Actor,
        at now: Date
    ) async throws {
        try Policy.check(.editCatalog, by: actor)
        try content.check()
        try await Self.namingTakenSlugs {
            try await act(by: actor, at: now) { act in
                let known = try Community(
                    try await act.run(
                        "\(Community.one("id = \(id)", in: act.institution)) FOR NO KEY UPDATE"
                    ).one())
                guard known.version == version else { throw PreconditionFailed() }
                act.queue(content.update(id, act))
                try act.auditEdit(of: known, to: content)
            }
        }
    }

    private static func namingTakenSlugs<Value>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await body()
        } catch let error as PostgresError where error.constraint == "community_slug_once" {
            throw Community.Refusal.slugTaken
        } catch let error as PostgresError
            where ["community_successor", "community_not_its_own_successor"]
            .contains(error.constraint)
        {
            throw Invalid(
                "/successor_id", "unknown", "Name another community of this institution.")
        }
    }
}

extension Act {
    /// A change of status decides what may be assigned, so the record says it.
    func auditEdit(of known: Community, to content: Community.Content) throws {
        let detail =
            known.status == content.status
            ? [:] : ["from": known.status.rawValue, "to": content.status.rawValue]
        try audit("community.edited", known.id, detail)
    }
}

extension CommunityFilter {
    fileprivate var sql: SQL {
        var parts: [SQL] = ["true"]
        if !search.isEmpty {
            // Not LIKE: what was typed is no pattern.
            parts.append(
                """
                strpos(lower(concat_ws(' ', name, slug, url, array_to_string(conditions, ' '))),
                    \(search.lowercased())) > 0
                """)
        }
        if let kind { parts.append("kind = \(kind)") }
        if let audience { parts.append("\(audience) = ANY(audiences)") }
        if let condition { parts.append("\(condition) = ANY(conditions)") }
        if let access { parts.append("access = \(access)") }
        if let status { parts.append("status = \(status)") }
        if let language { parts.append("\(language) = ANY(languages)") }
        if let subjectIsMinor { parts.append("subject_is_minor = \(subjectIsMinor)") }
        return parts.joined(separator: " AND ")
    }
}
