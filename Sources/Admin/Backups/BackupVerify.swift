import ArgumentParser
import Domain
import Foundation
import Postgres
import Programs
import Store

extension Backups {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Restores a backup into a scratch cluster, and says what it is worth.",
            discussion: """
                Digests first; then the dump goes into a PostgreSQL of its own in a temporary folder, \
                which is gone at the end, however that comes. Schema, rows and heads are compared \
                with the manifest, and every chain is walked. Exit code 1 when something is off.
                """)

        @Argument(help: "The folder of the backup.") var folder: String
        @Flag(help: "It is the folder of all backups: take the latest.") var latest = false
        @Option(help: "The folder of migrations.") var migrations = "db"
        @Option(
            name: .customLong("public-key"),
            help: "What checkpoint key printed: the manifest must be signed by it.")
        var publicKey: String?
        @Option(help: "Where there is room for the scratch cluster.")
        var scratch = FileManager.default.temporaryDirectory.path
        @Flag(help: "Print JSON.") var json = false

        func run() async throws {
            let steps = try Migration.load(from: URL(filePath: migrations))
            let backup = latest ? try BackupFolder(folder).latest() : BackupFolder(folder)
            let checks = try await Interruption.heeded { [publicKey, scratch] in
                try await BackupTrial(
                    folder: backup, migrations: steps, publicKey: publicKey,
                    scratch: scratch
                ).run()
            }
            try checks.show(json: json)
            try checks.demand("Don't rely on this backup.")
        }
    }
}

/// One restore on trial.
struct BackupTrial: Sendable {
    private static let walker = "backup-verify"

    let folder: BackupFolder
    let migrations: [Migration]
    let publicKey: String?
    let scratch: String

    func run() async throws -> BackupChecks {
        var checks = BackupChecks()
        guard let comparison = try await checks.looked(at: folder, publicKey) else { return checks }
        // A dump is a program for the server: one that was changed isn't let near it.
        guard checks.wrong == 0 else { return checks }
        let before = checks
        return try await ScratchCluster.whileRunning(
            version: comparison.manifest.facts.serverVersion, under: scratch
        ) { cluster in
            var checks = before
            try await restore(comparison, in: cluster, &checks)
            return checks
        }
    }

    private func restore(
        _ comparison: BackupComparison, in cluster: ScratchCluster, _ checks: inout BackupChecks
    ) async throws {
        let manifest = comparison.manifest
        try await cluster.createDatabase()
        try await PostgresClient.whileOpen(cluster.connection()) { client in
            let whole = WholeDatabase(client)
            let dump = Dump(programs: cluster.programs, environment: cluster.environment())
            try await whole.make(
                roles: whole.missing(WholeDatabase.roles + manifest.facts.foreignRoles))
            guard
                try await checks.look(
                    "restore",
                    {
                        try await comparison.restored(by: dump, into: cluster.connection())
                    })
            else { return }
            try await checks.look("schema") {
                let found = try await dump.schema(leavingOut: manifest.facts.foreignRoles)
                return try comparison.schema(found, fresh: await fresh(manifest, in: cluster))
            }
            try await checks.look("contents") { try comparison.facts(await whole.facts()) }
            try await checks.look("chains") {
                try await BackupComparison.chains(
                    of: Records(client, passwords: PasswordQueue()), by: Self.walker,
                    at: Instant.date(manifest.madeAt) ?? .now)
            }
        }
    }

    /// The schema's digest as this release's migrations make it, as far as the backup had them.
    private func fresh(
        _ manifest: BackupManifest, in cluster: ScratchCluster
    ) async throws -> String {
        let known = migrations.prefix(manifest.facts.migrations.count)
        let differing = zip(known, manifest.facts.migrations)
            .first { Hex.text($0.0.digest) != $0.1.digest }
        guard known.count == manifest.facts.migrations.count, differing == nil else {
            throw BackupFault(
                "migrations-differ",
                "\(differing?.1.file ?? "a later migration") isn't one of this release")
        }
        try await cluster.createDatabase("fresh")
        try await PostgresClient.whileOpen(cluster.connection(to: "fresh")) {
            _ = try await Migrator($0, Array(known)).migrate(at: .now)
        }
        return try await Dump(
            programs: cluster.programs, environment: cluster.environment(of: "fresh")
        ).schema(leavingOut: [])
    }
}

extension BackupChecks {
    /// Manifest and files; nil where there is nothing to go on with.
    mutating func looked(
        at folder: BackupFolder, _ publicKey: String?
    ) async throws -> BackupComparison? {
        var comparison: BackupComparison?
        try await look("manifest") {
            let manifest = try BackupManifest.read(from: folder, publicKey: publicKey)
            comparison = BackupComparison(folder: folder, manifest: manifest)
            return "of \(manifest.madeAt) by \(manifest.program)"
                + (publicKey == nil ? "" : ", signed")
        }
        guard let comparison else { return nil }
        try await look("files") { try comparison.files() }
        return comparison
    }
}
