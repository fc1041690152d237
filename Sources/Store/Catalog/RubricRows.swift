import Domain
import Foundation
import Postgres

extension Rubric {
    /// One row for each rubric; what its versions say comes as JSON in one column.
    static func find(_ which: SQL) -> SQL {
        """
        SELECT rubric.id, rubric.slug, rubric.title,
            (SELECT coalesce(json_agg(json_build_object(
                'id', version.id, 'number', version.number, 'source', version.source,
                'publishedAt', extract(epoch FROM version.published_at)::float8,
                'levels', \(Stored.levels), 'criteria', \(Stored.criteria),
                'flags', \(Stored.flags)) ORDER BY version.number), '[]')
             FROM rubric_version version WHERE version.institution_id = rubric.institution_id
                AND version.rubric_id = rubric.id) AS versions
        FROM rubric WHERE \(which)
        """
    }

    static func all(_ rows: Rows) throws -> [Rubric] {
        try rows.map { row in
            let versions: JSON<[Stored]> = try row["versions"]
            return Rubric(
                id: try row["id"], slug: try row["slug"], title: try row["title"],
                versions: versions.value.map(\.version))
        }
    }

    static func check(slug: String, title: String) throws(Invalid) {
        guard slug.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil, slug.isAtMost(60) else {
            throw Invalid(
                "/slug", "form", "Small letters, digits and single hyphens, at most 60.")
        }
        guard title.contains(where: { !$0.isWhitespace }), title.isAtMost(200) else {
            throw Invalid("/title", "length", "Give 1 to 200 characters.")
        }
    }
}

/// A version as the statement above builds it.
private struct Stored: Codable, Sendable {
    struct Level: Codable, Sendable {
        let level: Int
        let name: String
    }

    struct Criterion: Codable, Sendable {
        let code: String
        let title: String
        let isOptional: Bool
        let descriptors: [String: String]
    }

    struct Flag: Codable, Sendable {
        let code: String
        let title: String
        let fromLevel: Int
    }

    let id: ID<RubricVersion>
    let number: Int
    let source: String
    let publishedAt: Double
    let levels: [Level]
    let criteria: [Criterion]
    let flags: [Flag]

    var version: RubricVersion {
        RubricVersion(
            id: id, number: number, source: source,
            publishedAt: Date(timeIntervalSince1970: publishedAt),
            levels: levels.map { RubricVersion.Level(level: $0.level, name: $0.name) },
            criteria: criteria.map { criterion in
                let pairs = criterion.descriptors.compactMap { level, text in
                    Int(level).map { ($0, text) }
                }
                return RubricVersion.Criterion(
                    code: criterion.code, title: criterion.title,
                    isOptional: criterion.isOptional,
                    descriptors: Dictionary(pairs, uniquingKeysWith: { first, _ in first }))
            },
            flags: flags.map {
                RubricVersion.Flag(code: $0.code, title: $0.title, fromLevel: $0.fromLevel)
            })
    }

    static let levels: SQL = """
        (SELECT json_agg(json_build_object('level', part.level, 'name', part.name)
            ORDER BY part.level)
         FROM rubric_level part WHERE part.institution_id = version.institution_id
            AND part.rubric_version_id = version.id)
        """

    static let criteria: SQL = """
        (SELECT json_agg(json_build_object('code', part.code, 'title', part.title,
            'isOptional', part.is_optional, 'descriptors',
            (SELECT json_object_agg(word.level, word.descriptor) FROM rubric_descriptor word
             WHERE word.institution_id = part.institution_id
                AND word.rubric_version_id = part.rubric_version_id
                AND word.criterion = part.code)) ORDER BY part.position)
         FROM rubric_criterion part WHERE part.institution_id = version.institution_id
            AND part.rubric_version_id = version.id)
        """

    static let flags: SQL = """
        (SELECT coalesce(json_agg(json_build_object('code', part.code, 'title', part.title,
            'fromLevel', part.from_level) ORDER BY part.code), '[]')
         FROM rubric_flag part WHERE part.institution_id = version.institution_id
            AND part.rubric_version_id = version.id)
        """
}

extension RubricVersion {
    func inserts(_ rubric: ID<Rubric>, _ school: ID<Institution>) -> [SQL] {
        let words = criteria.flatMap { criterion in
            criterion.descriptors.map { (criterion.code, $0.key, $0.value) }
        }
        return [
            """
            INSERT INTO rubric_version (institution_id, id, rubric_id, number, source,
                published_at)
            VALUES (\(school), \(id), \(rubric), \(number), \(source), \(publishedAt))
            """,
            """
            INSERT INTO rubric_level (institution_id, rubric_version_id, level, name)
            SELECT \(school), \(id), level, name
            FROM unnest(\(levels.map(\.level))::integer[], \(levels.map(\.name))::text[])
                AS part (level, name)
            """,
            """
            INSERT INTO rubric_criterion (institution_id, rubric_version_id, code, position,
                title, is_optional)
            SELECT \(school), \(id), code, position, title, is_optional
            FROM unnest(\(criteria.map(\.code))::text[], \(criteria.map(\.title))::text[],
                \(criteria.map(\.isOptional))::boolean[]) WITH ORDINALITY
                AS part (code, title, is_optional, position)
            """,
            """
            INSERT INTO rubric_descriptor (institution_id, rubric_version_id, criterion, level,
                descriptor)
            SELECT \(school), \(id), criterion, level, descriptor
            FROM unnest(\(words.map(\.0))::text[], \(words.map(\.1))::integer[],
                \(words.map(\.2))::text[]) AS part (criterion, level, descriptor)
            """,
            """
            INSERT INTO rubric_flag (institution_id, rubric_version_id, code, title, from_level)
            SELECT \(school), \(id), code, title, from_level
            FROM unnest(\(flags.map(\.code))::text[], \(flags.map(\.title))::text[],
                \(flags.map(\.fromLevel))::integer[]) AS part (code, title, from_level)
            """,
        ]
    }
}
