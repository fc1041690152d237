import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The rubrics, each with all its versions.
struct RubricRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/rubrics", .verb(.readCatalog), .ok, [.paged], use: list),
            Endpoint(.get, "/rubrics/{id}", .verb(.readCatalog), use: show),
        ]
    }

    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.rubrics(by: context.actor, request.page())
        return try Answer.page(page, of: request, RubricBody.init)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        try Answer.json(RubricBody(await records.rubric(context.id(), by: context.actor)))
    }
}

/// A rubric by its name; what it says stands in its versions.
struct RubricBody: Encodable {
    struct Level: Encodable {
        let level: Int
        let name: String
    }

    struct Criterion: Encodable {
        let code: String
        let title: String
        let isOptional: Bool
        /// One for each level, lowest first.
        let descriptors: [String]
    }

    struct Flag: Encodable {
        let code: String
        let title: String
        let fromLevel: Int
    }

    /// Never changed: an edit adds the next one.
    struct Version: Encodable {
        let id: ID<RubricVersion>
        let number: Int
        let source: String
        let publishedAt: Date
        let levels: [Level]
        let criteria: [Criterion]
        let flags: [Flag]

        init(_ version: RubricVersion) {
            id = version.id
            number = version.number
            source = version.source
            publishedAt = version.publishedAt
            levels = version.levels.map { Level(level: $0.level, name: $0.name) }
            criteria = version.criteria.map { criterion in
                Criterion(
                    code: criterion.code, title: criterion.title,
                    isOptional: criterion.isOptional,
                    descriptors: version.levels.map { criterion.descriptors[$0.level] ?? "" })
            }
            flags = version.flags.map {
                Flag(code: $0.code, title: $0.title, fromLevel: $0.fromLevel)
            }
        }
    }

    let id: ID<Rubric>
    let slug: String
    let title: String
    let versions: [Version]

    init(_ rubric: Rubric) {
        id = rubric.id
        slug = rubric.slug
        title = rubric.title
        versions = rubric.versions.map(Version.init)
    }
}
