import Crypto
import Domain
import Foundation
import Programs
import Store

/// PostgreSQL's pg_dump and pg_restore.
struct Dump: Sendable {
    let programs: PostgresPrograms
    let environment: PostgresEnvironment

    /// A server's own version of them reads it and writes what it reads.
    static func programs(_ version: String) throws -> PostgresPrograms {
        do {
            return try PostgresPrograms(version: version)
        } catch .programs {
            throw Failure.refused("PostgreSQL's programs are missing: apt-get install postgresql")
        } catch .user {
            throw Failure.refused("PostgreSQL won't run as root and there is no user postgres.")
        }
    }

    func version() async throws -> String {
        try await programs.run("pg_dump", ["--version"], environment)
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Everything at one moment into one compressed file. Of extensions that an operator added
    /// nothing: naming the one that every database has leaves out all others.
    func write(_ snapshot: String, to file: String) async throws {
        _ = try await programs.run(
            "pg_dump",
            [
                "--format=custom", "--file=\(file)", "--snapshot=\(snapshot)",
                "--extension=plpgsql", "--lock-wait-timeout=60s", "--no-password",
            ] + WholeDatabase.leftOut.map { "--exclude-table-data=public.\($0)" }, environment)
    }

    /// All of it or nothing, as things of whoever connects.
    func restore(_ file: String, into database: String) async throws {
        _ = try await programs.run(
            "pg_restore",
            [
                "--dbname=\(database)", "--no-owner", "--exit-on-error", "--single-transaction",
                "--no-password", file,
            ], environment)
    }

    /// The schema's digest, grants and policies included; not what is granted to `roles`.
    func schema(leavingOut roles: [String], snapshot: String? = nil) async throws -> String {
        let text = try await programs.run(
            "pg_dump",
            [
                "--schema-only", "--no-owner", "--extension=plpgsql", "--lock-wait-timeout=60s",
                "--no-password",
            ] + (snapshot.map { ["--snapshot=\($0)"] } ?? []), environment)
        let lines = text.split(separator: "\n").filter { line in
            // Comments name versions and owners, and a word is made by chance.
            !line.hasPrefix("--") && !line.hasPrefix("\\restrict")
                && !line.hasPrefix("\\unrestrict")
                && !roles.contains { line.hasPrefix("GRANT ") && line.hasSuffix(" TO \($0);") }
        }
        return Hex.text(Array(SHA256.hash(data: Data(lines.joined(separator: "\n").utf8))))
    }
}

extension DatabaseFacts {
    /// `15`.
    var serverVersion: String { String(server / 10_000) }

    /// Roles that no migration makes.
    var foreignRoles: [String] { roles.filter { !WholeDatabase.roles.contains($0) } }
}
