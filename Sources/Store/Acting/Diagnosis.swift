import Domain
package import Foundation
import Postgres

/// One thing that was looked at, and what to do where it isn't as it should be.
package struct Finding: Sendable, Equatable {
    package let subject: String
    package let said: String
    /// Nil where all is well.
    package let advice: String?

    package init(_ subject: String, _ said: String, advice: String? = nil) {
        self.subject = subject
        self.said = said
        self.advice = advice
    }
}

extension Records {
    /// Looks at the server, the schema and every school, and changes nothing.
    package func diagnose(_ migrations: [Migration], at now: Date) async throws -> [Finding] {
        try await Self.translated {
            var findings = try await serverFindings()
            let waiting = try await Migrator(database, migrations).status()
                .filter { $0.appliedAt == nil }.map(\.migration.file)
            findings.append(
                Finding(
                    "schema", "\(migrations.count - waiting.count) of \(migrations.count)",
                    advice: waiting.isEmpty
                        ? nil : "Run db migrate: \(waiting.joined(separator: ", ")) waits."))
            guard waiting.isEmpty else { return findings }
            findings += try await storageFindings()
            for id in try await institutionIDs() { findings += try await look(at: id, now) }
            return findings
        }
    }

    private func serverFindings() async throws -> [Finding] {
        let rows = try await database.read([
            """
            SELECT current_setting('server_version_num')::integer AS version,
                current_setting('synchronous_commit') AS commits,
                current_setting('fsync') AS fsync, current_user AS name,
                rolsuper OR rolbypassrls AS is_almighty,
                (SELECT extract(epoch FROM clock_timestamp())::double precision) AS clock
            FROM pg_roles WHERE rolname = current_user
            """
        ])
        let row = try rows[0].one()
        let version: Int = try row["version"]
        let commits: String = try row["commits"]
        let fsync: String = try row["fsync"]
        let ahead = Int((try row["clock"] - Date().timeIntervalSince1970).rounded())
        let isDurable = fsync == "on" && commits != "off"
        return [
            Finding(
                "server", "PostgreSQL \(version / 10_000)",
                advice: version >= 150_000 ? nil : "Use PostgreSQL 15 or later."),
            Finding(
                "role", try row["name"],
                advice: try row["is_almighty"]
                    ? "Row-level security doesn't hold this role: use peerspective_service." : nil),
            Finding(
                "durability", "fsync \(fsync), synchronous_commit \(commits)",
                advice: isDurable
                    ? nil : "What is acknowledged could be lost: set both to on."),
            Finding(
                "clock", "\(ahead) s from this machine's",
                advice: abs(ahead) <= 2 ? nil : "Let both machines follow one time server."),
        ]
    }

    /// What the database takes, and what it is run with. How much room its disk has left, only the
    /// machine that it runs on can tell.
    private func storageFindings() async throws -> [Finding] {
        let row = try await database.read([Self.storage])[0].one()
        let size: Int = try row["size"]
        let zones: Int = try row["zones"]
        let roles: Int = try row["roles"]
        let longest: Int = try row["longest"]
        let encoding: String = try row["encoding"]
        let connections: Int = try row["connections"]
        let autovacuum: String = try row["autovacuum"]
        let settings =
            "\(encoding), \(connections) connections, autovacuum \(autovacuum)"
        return [
            Finding("size", "\(size / 1_048_576) MiB"),
            Finding(
                "settings", settings,
                advice: encoding == "UTF8" && autovacuum == "on" && connections >= 20
                    ? nil : "Use UTF8, autovacuum and at least 20 connections."),
            Finding(
                "roles", "\(roles) of 2",
                advice: roles == 2 ? nil : "Run db migrate: it makes service and steward."),
            Finding(
                "time zones", "\(zones) known",
                advice: zones >= 300 ? nil : "Install the server's time zone data (tzdata)."),
            Finding(
                "transactions", longest < 300 ? "none lasts" : "one is \(longest) s old",
                advice: longest < 300 ? nil : "Find who holds it: pg_stat_activity."),
        ]
    }

    private static let storage: SQL =
        """
        SELECT pg_database_size(current_database()) AS size,
            current_setting('server_encoding') AS encoding,
            current_setting('max_connections')::integer AS connections,
            current_setting('autovacuum') AS autovacuum,
            (SELECT count(*) FROM pg_timezone_names) AS zones,
            (SELECT count(*) FROM pg_roles
                WHERE rolname IN ('peerspective_service', 'peerspective_steward')) AS roles,
            (SELECT coalesce(max(extract(epoch FROM now() - xact_start)), 0)::integer
                FROM pg_stat_activity WHERE datname = current_database()
                AND pid <> pg_backend_pid()) AS longest
        """

    private func look(at school: ID<Institution>, _ now: Date) async throws -> [Finding] {
        let rows = try await read(
            school,
            """
            SELECT slug, (SELECT zone FROM institution WHERE id = \(school)) AS zone,
                ARRAY(SELECT DISTINCT offering.zone FROM offering
                    WHERE institution_id = \(school)
                        AND offering.zone NOT IN (SELECT name FROM pg_timezone_names)) AS unknown,
                (SELECT count(*) FROM assignment WHERE institution_id = \(school)
                    AND state IN ('assigned', 'exploring')
                    AND closes_at < \(now.addingTimeInterval(-600))) AS overdue,
                (SELECT count(*) FROM idempotency_key WHERE institution_id = \(school)
                    AND created_at < \(now.addingTimeInterval(-3 * 86_400))) AS unswept
            FROM institution_slug WHERE institution_id = \(school)
            """)
        let row = try rows[0].one()
        let slug: String = try row["slug"]
        let unknown: [String] = try row["unknown"]
        let overdue: Int = try row["overdue"]
        let unswept: Int = try row["unswept"]
        let doctor = Actor(
            institution: school, identity: .operator("doctor"), requestID: "doctor")
        let chains = try await verify(by: doctor, at: now)
        let late = overdue + unswept + chains.unsealed
        return [
            Finding(
                "\(slug): zones", unknown.isEmpty ? "known" : unknown.joined(separator: ", "),
                advice: unknown.isEmpty ? nil : "Install the server's time zone data."),
            Finding(
                "\(slug): jobs", late == 0 ? "nothing waits" : "\(late) things wait",
                advice: late == 0
                    ? nil
                    : "Is the service running? \(overdue) to close, \(chains.unsealed) to seal, "
                        + "\(unswept) to sweep."),
            Finding(
                "\(slug): chains", "\(chains.chains.count) walked",
                advice: chains.chains.allSatisfy { $0.firstBreak == nil }
                    ? nil : "Something recorded was changed: verify names the first link."),
        ]
    }
}
