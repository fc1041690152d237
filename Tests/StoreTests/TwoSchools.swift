import Foundation
import Postgres

/// Every tenant table with a row of each of two schools, made up after the catalog. Rules that say what a
/// row must be are dropped first: of whom a row is doesn't hang on them.
struct TwoSchools: Sendable {
    struct Table: Sendable {
        let name: String
        /// The column that says whose a row is.
        let tenant: String
        fileprivate let columns: String
        fileprivate let values: String

        /// An UPDATE, a DELETE and an INSERT of that school's rows.
        func writes(to school: UUID) -> [SQL] {
            [
                """
                UPDATE \(identifier: name) SET \(identifier: tenant) = \(identifier: tenant)
                WHERE \(identifier: tenant) = \(school)
                """,
                "DELETE FROM \(identifier: name) WHERE \(identifier: tenant) = \(school)",
                insertion(of: school),
            ]
        }

        fileprivate func insertion(of school: UUID) -> SQL {
            """
            INSERT INTO \(identifier: name) (\(identifier: tenant) \(SQL(unsafe: columns)))
            VALUES (\(school) \(SQL(unsafe: values)))
            """
        }
    }

    let owner: PostgresClient
    let tables: [Table]
    private let client: PostgresClient
    private let schools: [UUID]

    init(_ owner: PostgresClient, _ client: PostgresClient, _ schools: [UUID]) async throws {
        (self.owner, self.client, self.schools) = (owner, client, schools)
        _ = try await owner.write([Self.dropping("f"), Self.dropping("c")], LocalSettings())
        tables = try await Self.tables(owner)
        for school in schools {
            _ = try await owner.write(
                tables.map { $0.insertion(of: school) }, LocalSettings())
        }
    }

    /// How many rows of a school one reads in the name of `tenant`; nil where the role may not read.
    func count(_ table: Table, of school: UUID, in tenant: String?) async throws -> Int? {
        do {
            return try await client.read(
                [
                    """
                    SELECT 1 AS one FROM \(identifier: table.name)
                    WHERE \(identifier: table.tenant) = \(school)
                    """
                ], Self.settings(tenant))[0].count
        } catch let error as PostgresError where error.sqlState == "42501" {
            return nil
        }
    }

    func count(_ table: Table, of school: UUID, in tenant: UUID) async throws -> Int? {
        try await count(table, of: school, in: tenant.uuidString)
    }

    func write(_ statement: SQL, in tenant: String?) async throws {
        _ = try await client.write([statement], Self.settings(tenant))
    }

    /// The second school's rows, and when each was last written: a write that changes no value shows.
    func fingerprint(_ table: Table) async throws -> [String] {
        try await owner.read(
            [
                """
                SELECT t.xmin::text || t.ctid::text || t::text AS row
                FROM \(identifier: table.name) t WHERE \(identifier: table.tenant) = \(schools[1])
                """
            ], LocalSettings())[0].map { try $0["row"] }
    }

    private static func settings(_ tenant: String?) -> LocalSettings {
        tenant.map { LocalSettings(["peerspective.institution": $0]) } ?? LocalSettings()
    }

    private static func dropping(_ kind: String) -> SQL {
        SQL(
            unsafe: """
                DO $$ DECLARE it record; BEGIN
                FOR it IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
                    WHERE contype = '\(kind)' AND connamespace = 'public'::regnamespace
                LOOP EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.tab, it.conname);
                END LOOP; END $$
                """)
    }

    private static func tables(_ owner: PostgresClient) async throws -> [Table] {
        try await owner.read(
            [
                """
                SELECT c.relname AS name,
                    CASE c.relname WHEN 'institution' THEN 'id' ELSE 'institution_id' END AS tenant,
                    coalesce(string_agg(', ' || quote_ident(a.attname), '' ORDER BY a.attnum), '')
                        AS columns,
                    coalesce(string_agg(', ' || CASE
                        WHEN y.typname = 'uuid' THEN 'gen_random_uuid()'
                        WHEN y.typname = 'bytea' THEN '''x'''
                        WHEN y.typname IN ('json', 'jsonb') THEN '''{}'''
                        WHEN y.typcategory = 'N' THEN '1'
                        WHEN y.typcategory = 'B' THEN 'true'
                        WHEN y.typcategory = 'D' THEN 'now()'
                        WHEN y.typcategory = 'A' THEN '''{}'''
                        ELSE '''x''' END, '' ORDER BY a.attnum), '') AS values
                FROM pg_class c
                LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND a.attnotnull
                    AND a.attgenerated = '' AND a.attidentity = ''
                    AND a.attname <> CASE c.relname WHEN 'institution' THEN 'id'
                                                    ELSE 'institution_id' END
                LEFT JOIN pg_type y ON y.oid = a.atttypid
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
                  AND c.relname NOT IN ('institution_slug', 'migration')
                GROUP BY c.relname ORDER BY c.relname
                """
            ], LocalSettings())[0].map {
                Table(
                    name: try $0["name"], tenant: try $0["tenant"], columns: try $0["columns"],
                    values: try $0["values"])
            }
    }
}
