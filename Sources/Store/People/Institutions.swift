package import Domain
package import Foundation
import Postgres

extension Records {
    /// By the name in its addresses, before anyone is signed in.
    package func institution(slug: String) async throws -> Institution {
        let found = try await slugs("WHERE slug = \(slug)")
        guard let (slug, id) = found.first else { throw NotFound() }
        return try await institution(id, slug: slug)
    }

    /// All of them by slug: for the admin tool and for jobs, never for a person.
    package func institutions() async throws -> [Institution] {
        var all: [Institution] = []
        for (slug, id) in try await slugs("") {
            all.append(try await institution(id, slug: slug))
        }
        return all
    }

    /// Every school, for the jobs that look after all of them.
    package func institutionIDs() async throws -> [ID<Institution>] {
        try await Self.translated {
            let rows = try await database.read([
                "SELECT institution_id FROM institution_slug ORDER BY slug"
            ])
            return try rows[0].map { try $0["institution_id"] }
        }
    }

    package func institutionID(of slug: String) async throws -> ID<Institution>? {
        try await Self.translated {
            let rows = try await database.read([
                "SELECT institution_id FROM institution_slug WHERE slug = \(slug.lowercased())"
            ])
            return try rows[0].first?["institution_id"]
        }
    }

    /// Adds a school without anyone in it, in the name of an operator.
    package func addInstitution(
        _ content: Institution.Content, by operatorName: String, requestID: String, at now: Date
    ) async throws -> Institution {
        try content.check()
        let institution = Institution(
            id: newID(at: now), slug: content.slug, name: content.name, zone: content.zone)
        let actor = Actor(
            institution: institution.id, identity: .operator(operatorName), requestID: requestID)
        do {
            try await act(by: actor, at: now) { act in
                act.queue(institution.insert(at: now))
                act.queue(institution.insertSlug)
                try act.audit("institution.added", institution.id)
            }
        } catch let error as PostgresError where error.constraint == "institution_slug_pk" {
            throw Institution.Refusal.slugTaken
        }
        return institution
    }

    /// A reference table: the only one that is read without a tenant.
    private func slugs(_ which: SQL) async throws -> [(String, ID<Institution>)] {
        let rows = try await Self.translated {
            try await database.read([
                "SELECT slug, institution_id FROM institution_slug \(which) ORDER BY slug"
            ])
        }
        return try rows[0].map { (try $0["slug"], try $0["institution_id"]) }
    }

    private func institution(_ id: ID<Institution>, slug: String) async throws -> Institution {
        let row = try await read(id, "SELECT name, zone FROM institution WHERE id = \(id)")[0].one()
        return Institution(id: id, slug: slug, name: try row["name"], zone: try row["zone"])
    }
}

extension Institution {
    fileprivate func insert(at now: Date) -> SQL {
        """
        INSERT INTO institution (id, name, zone, created_at)
        VALUES (\(id), \(name), \(zone), \(now))
        """
    }

    fileprivate var insertSlug: SQL {
        "INSERT INTO institution_slug (slug, institution_id) VALUES (\(slug), \(id))"
    }
}
