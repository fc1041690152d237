package import Domain
package import Foundation
import Postgres

extension Records {
    /// The rubrics by slug, each with all its versions.
    package func rubrics(
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<Rubric> {
        try Policy.check(.readCatalog, by: actor)
        let which: SQL = """
            rubric.institution_id = \(actor.institution)
                AND rubric.slug > \(page.text)
            ORDER BY rubric.slug LIMIT \(page.limit + 1)
            """
        return Page(try await rubrics(which, in: actor.institution), of: page) { [$0.slug] }
    }

    package func rubric(_ id: ID<Rubric>, by actor: Actor) async throws -> Rubric {
        try Policy.check(.readCatalog, by: actor)
        let which: SQL = "rubric.institution_id = \(actor.institution) AND rubric.id = \(id)"
        guard let rubric = try await rubrics(which, in: actor.institution).first else {
            throw NotFound()
        }
        return rubric
    }

    /// The rubric that a version is of, with all its versions.
    package func rubric(of version: ID<RubricVersion>, by actor: Actor) async throws -> Rubric {
        try Policy.check(.readCatalog, by: actor)
        let which: SQL = """
            rubric.institution_id = \(actor.institution) AND rubric.id =
                (SELECT rubric_id FROM rubric_version
                 WHERE institution_id = \(actor.institution) AND id = \(version))
            """
        guard let rubric = try await rubrics(which, in: actor.institution).first else {
            throw NotFound()
        }
        return rubric
    }

    /// One version of a rubric, as an exploration or feedback names it.
    package func rubricVersion(
        _ id: ID<RubricVersion>, by actor: Actor
    ) async throws -> RubricVersion {
        let versions = try await rubric(of: id, by: actor).versions
        guard let version = versions.first(where: { $0.id == id }) else { throw NotFound() }
        return version
    }

    private func rubrics(_ which: SQL, in institution: ID<Institution>) async throws -> [Rubric] {
        try Rubric.all(try await read(institution, Rubric.find(which))[0])
    }

    /// A rubric with its first version.
    package func addRubric(
        slug: String, title: String, _ content: RubricVersion.Content, by actor: Actor,
        at now: Date
    ) async throws -> Rubric {
        try Policy.check(.editCatalog, by: actor)
        try Rubric.check(slug: slug, title: title)
        try content.check()
        do {
            return try await act(by: actor, at: now) { act in
                var rubric = Rubric(id: act.newID(), slug: slug, title: title, versions: [])
                act.queue(
                    """
                    INSERT INTO rubric (institution_id, id, slug, title, created_at)
                    VALUES (\(act.institution), \(rubric.id), \(slug), \(title), \(now))
                    """)
                try act.add(content, to: &rubric)
                try act.audit("rubric.added", rubric.id)
                return rubric
            }
        } catch let error as PostgresError where error.constraint == "rubric_slug_once" {
            throw Rubric.Refusal.slugTaken
        }
    }

    /// The next version; older feedback stays with the version it was written by. `latest` is the
    /// number that the author has read.
    package func addVersion(
        _ content: RubricVersion.Content, to id: ID<Rubric>, latest: Int, by actor: Actor,
        at now: Date
    ) async throws -> RubricVersion {
        try Policy.check(.editCatalog, by: actor)
        try content.check()
        return try await act(by: actor, at: now) { act in
            // The rubric's row stands for its numbering.
            let found = try await act.run([
                """
                SELECT id FROM rubric WHERE institution_id = \(act.institution) AND id = \(id)
                FOR NO KEY UPDATE
                """,
                Rubric.find(
                    "rubric.institution_id = \(act.institution) AND rubric.id = \(id)"),
            ])
            guard var rubric = try Rubric.all(found[1]).first else { throw NotFound() }
            guard rubric.versions.count == latest else { throw Rubric.Refusal.notTheNextNumber }
            let version = try act.add(content, to: &rubric)
            try act.audit("rubric.versioned", id, ["number": "\(version.number)"])
            return version
        }
    }
}

extension Act {
    @discardableResult
    fileprivate func add(
        _ content: RubricVersion.Content, to rubric: inout Rubric
    ) throws -> RubricVersion {
        let version = RubricVersion(
            id: newID(), number: rubric.versions.count + 1, source: content.source,
            publishedAt: now, levels: content.levels, criteria: content.criteria,
            flags: content.flags)
        try rubric.add(version)
        for statement in version.inserts(rubric.id, institution) { queue(statement) }
        return version
    }
}
