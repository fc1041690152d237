package import Domain
import Foundation
import Postgres

/// What is true of a whole database at one moment, by which a restored one is known to be it.
package struct DatabaseFacts: Sendable, Codable, Equatable {
    package struct Step: Sendable, Codable, Equatable {
        package let number: Int
        package let file: String
        /// SHA-256 of the file, in hexadecimal.
        package let digest: String
    }

    /// How far a chain had come.
    package struct Head: Sendable, Codable, Equatable {
        package let institution: ID<Institution>
        /// Nil: the institution's record.
        package let offering: ID<Offering>?
        package let links: Int64
        package let digest: String
    }

    /// As PostgreSQL counts: 150014.
    package let server: Int
    package let migrations: [Step]
    /// How many rows each table has.
    package let rows: [String: Int]
    package let heads: [Head]
    /// Lines of the record that were not sealed yet.
    package let unsealed: Int
    /// Whom something is granted to.
    package let roles: [String]
}

extension DatabaseFacts {
    /// Where two moments differ.
    package enum Difference: Sendable, Equatable {
        case migration(Int)
        case rows(table: String, expected: Int?, found: Int?)
        case head(String)
        case unsealed(expected: Int, found: Int)
    }

    /// What isn't here as it was there. Servers may differ.
    package func differences(from earlier: DatabaseFacts) -> [Difference] {
        let steps = zip(0..<max(migrations.count, earlier.migrations.count), 1...)
            .filter { migrations.at($0.0) != earlier.migrations.at($0.0) }
            .map { Difference.migration($0.1) }
        let tables = Set(rows.keys).union(earlier.rows.keys).sorted()
            .filter { rows[$0] != earlier.rows[$0] }
            .map { Difference.rows(table: $0, expected: earlier.rows[$0], found: rows[$0]) }
        let moved = earlier.heads.filter { !heads.contains($0) }
            .map { Difference.head($0.chain) }
        let unknown = heads.filter { head in
            !earlier.heads.contains { $0.chain == head.chain }
        }
        let sealing =
            unsealed == earlier.unsealed
            ? [] : [Difference.unsealed(expected: earlier.unsealed, found: unsealed)]
        return steps + tables + moved + unknown.map { .head($0.chain) } + sealing
    }
}

extension DatabaseFacts.Head {
    /// Which chain it is the head of.
    package var chain: String {
        offering.map { "the grades of \($0)" } ?? "the record of \(institution)"
    }
}

extension Array {
    fileprivate func at(_ place: Int) -> Element? { indices.contains(place) ? self[place] : nil }
}

extension DatabaseFacts {
    /// Sees every school, so `tx` is the owner's.
    static func counted(in tx: Transaction) async throws -> DatabaseFacts {
        let tables: [String] = try await tx.run(Self.tables).map { try $0["name"] }
        let first = try await tx.run([Self.server, Self.migrations, heads, unsealed, roles])
        var rows: [String: Int] = [:]
        for table in tables {
            rows[table] = try await tx.run(
                "SELECT count(*) AS rows FROM \(identifier: table)"
            ).one()["rows"]
        }
        return DatabaseFacts(
            server: try first[0].one()["version"],
            migrations: try first[1].map {
                Step(
                    number: try $0["number"], file: try $0["file"],
                    digest: Hex.text(try $0["digest"] as [UInt8]))
            },
            rows: rows,
            heads: try first[2].map {
                Head(
                    institution: try $0["institution_id"], offering: try $0["offering_id"],
                    links: try $0["seq"], digest: Hex.text(try $0["digest"] as [UInt8]))
            },
            unsealed: try first[3].one()["lines"], roles: try first[4].map { try $0["name"] })
    }

    private static let server: SQL =
        "SELECT current_setting('server_version_num')::integer AS version"

    private static let migrations: SQL =
        "SELECT number, file, digest FROM migration ORDER BY number"

    /// An extension's are the server's matter.
    private static var tables: SQL {
        """
        SELECT relname AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
            AND relname <> ALL(\(WholeDatabase.leftOut))
            AND NOT EXISTS (SELECT 1 FROM pg_depend
                WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e')
        ORDER BY relname
        """
    }

    private static let heads: SQL =
        """
        SELECT institution_id, NULL::uuid AS offering_id, seq, digest FROM audit_head
        UNION ALL
        SELECT institution_id, offering_id, seq, digest FROM ledger_head
        ORDER BY institution_id, offering_id NULLS FIRST
        """

    private static let unsealed: SQL =
        """
        SELECT (SELECT count(*) FROM audit) - (SELECT count(*) FROM audit_seal) AS lines
        """

    private static let roles: SQL =
        """
        SELECT DISTINCT pg_get_userbyid(granted.grantee)::text AS name FROM (
            SELECT (aclexplode(relacl)).grantee, relowner AS owner FROM pg_class
            WHERE relnamespace = 'public'::regnamespace
            UNION ALL
            SELECT (aclexplode(proacl)).grantee, proowner FROM pg_proc
            WHERE pronamespace = 'public'::regnamespace
            UNION ALL
            SELECT (aclexplode(nspacl)).grantee, nspowner FROM pg_namespace
            WHERE nspname = 'public') granted
        WHERE granted.grantee NOT IN (0, granted.owner) ORDER BY name
        """
}
