import Foundation
package import Postgres

/// A database with every school in it, as its owner sees it: what is backed up and restored.
package struct WholeDatabase: Sendable {
    package enum Refusal: String, Error {
        /// Row-level security hides schools from this role.
        case notOwner
    }

    /// Tables whose rows are no record: who was signed in signs in again, and a stolen backup holds
    /// nobody's session.
    package static let leftOut = ["session"]

    /// What migrations make where it is missing, for roles belong to the cluster.
    package static let roles = ["peerspective_service", "peerspective_steward"]

    private let database: PostgresClient

    package init(_ database: PostgresClient) {
        self.database = database
    }

    /// Counting takes long, and so does whoever reads the same moment by its name.
    private static let patience = LocalSettings(
        statementTimeout: .seconds(3600), lockTimeout: .seconds(60), idleTimeout: .seconds(86_400),
        deadline: .seconds(3660))

    /// Holds one moment still for as long as `body` runs, which gets the name of the snapshot, for
    /// pg_dump, and what is true in it.
    package func snapshot<Value: Sendable>(
        _ body: (_ name: String, DatabaseFacts) async throws -> Value
    ) async throws -> Value {
        var settings = Self.patience
        (settings.isolation, settings.isReadOnly) = (.repeatableRead, true)
        return try await Records.translated { [settings] in
            try await database.transaction(settings) { tx in
                let rows = try await tx.run(Self.seesAll, "SELECT pg_export_snapshot() AS name")
                guard try rows[0].one()["sees_all"] else { throw Refusal.notOwner }
                return try await body(
                    try rows[1].one()["name"], try await DatabaseFacts.counted(in: tx))
            }
        }
    }

    package func facts() async throws -> DatabaseFacts { try await snapshot { $1 } }

    /// How many things somebody made in it; of an extension, none.
    package func contents() async throws -> Int {
        try await Records.translated {
            try await database.read([Self.made], Self.patience)[0].one()["things"]
        }
    }

    /// Those of `roles` that the cluster hasn't got.
    package func missing(_ roles: [String]) async throws -> [String] {
        try await Records.translated {
            let rows = try await database.read([
                """
                SELECT name FROM unnest(\(roles)::text[]) name
                WHERE name NOT IN (SELECT rolname FROM pg_roles) ORDER BY name
                """
            ])
            return try rows[0].map { try $0["name"] }
        }
    }

    /// Without passwords, so that nobody signs in as them before the operator has set some.
    package func make(roles: [String]) async throws {
        _ = try await database.write(
            roles.map { "CREATE ROLE \(identifier: $0) LOGIN NOINHERIT" }, Self.patience)
    }

    /// A restored table has no statistics, and plans without them are bad.
    package func analyze() async throws {
        _ = try await Records.translated { try await database.write(["ANALYZE"], Self.patience) }
    }

    private static let seesAll: SQL =
        """
        SELECT bool_and(pg_has_role(relowner, 'USAGE')) OR (SELECT rolsuper OR rolbypassrls
            FROM pg_roles WHERE rolname = current_user) AS sees_all
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
        """

    private static let made: SQL =
        """
        SELECT count(*) AS things FROM (
            SELECT 'pg_class'::regclass AS class, oid, relnamespace AS space FROM pg_class
            UNION ALL
            SELECT 'pg_proc'::regclass, oid, pronamespace FROM pg_proc
            UNION ALL
            SELECT 'pg_type'::regclass, oid, typnamespace FROM pg_type) thing
        WHERE space NOT IN (SELECT oid FROM pg_namespace
            WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')
            AND NOT EXISTS (SELECT 1 FROM pg_depend
                WHERE classid = class AND objid = thing.oid AND deptype = 'e')
        """
}
