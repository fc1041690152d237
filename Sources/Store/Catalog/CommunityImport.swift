package import Domain
package import Foundation
import Postgres

/// What an import of communities did, or would do.
package struct CommunityImport: Sendable, Equatable, Codable {
    package enum Fate: String, Sendable, Codable {
        case new, changed, unchanged, refused
    }

    package struct Row: Sendable, Equatable, Codable {
        package let line: Int
        package let slug: String
        package let fate: Fate
        /// Why it was refused.
        package let reason: String?
    }

    package let rows: [Row]
}

extension Records {
    /// Takes the lines of a file into the catalog; nobody is taken out by one. The same file twice
    /// changes nothing the second time. A dry run says the same and changes nothing.
    package func importCommunities(
        _ lines: [Community.Line], dryRun: Bool = false, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> CommunityImport {
        try Policy.check(.editCatalog, by: actor)
        return try await once(dryRun ? nil : key, by: actor, at: now) { act in
            let known = try await act.lockedCommunities(of: lines)
            var rows: [CommunityImport.Row] = []
            for line in lines {
                let fate = Community.fate(of: line, known: known[line.content.slug])
                rows.append(CommunityImport.Row(line, fate))
                if !dryRun { try act.apply(fate) }
            }
            if !dryRun, rows.contains(where: { $0.fate != .unchanged }) {
                let counts = Dictionary(grouping: rows, by: \.fate).map {
                    ($0.key.rawValue, "\($0.value.count)")
                }
                try act.audit(
                    "community.imported", act.institution,
                    Dictionary(counts, uniquingKeysWith: { first, _ in first }))
            }
            return CommunityImport(rows: rows)
        }
    }
}

extension Act {
    /// Imports into one catalog wait for each other: both would find the same lines new.
    fileprivate func lockedCommunities(
        of lines: [Community.Line]
    ) async throws -> [String: Community] {
        let slugs = lines.map(\.content.slug)
        let found = try await run([
            "SELECT pg_advisory_xact_lock(hashtextextended(\("catalog \(institution)"), 0))",
            """
            \(Community.one("slug = ANY(\(slugs)::text[])", in: institution))
            ORDER BY id FOR NO KEY UPDATE
            """,
        ])[1].map(Community.init)
        return Dictionary(found.map { ($0.slug, $0) }, uniquingKeysWith: { first, _ in first })
    }

    fileprivate func apply(_ fate: Community.LineFate) throws {
        switch fate {
        case .new(let content): queue(content.insert(newID(), self))
        case .changed(let known, let content):
            queue(content.update(known.id, self))
            try auditEdit(of: known, to: content)
        case .unchanged, .refused: break
        }
    }
}

extension CommunityImport.Row {
    fileprivate init(_ line: Community.Line, _ fate: Community.LineFate) {
        let (word, reason): (CommunityImport.Fate, String?) =
            switch fate {
            case .new: (.new, nil)
            case .changed: (.changed, nil)
            case .unchanged: (.unchanged, nil)
            case .refused(let reason): (.refused, reason)
            }
        self.init(line: line.line, slug: line.content.slug, fate: word, reason: reason)
    }
}
