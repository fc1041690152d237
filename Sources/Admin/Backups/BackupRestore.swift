import ArgumentParser
import Domain
import Foundation
import Postgres
import Programs
import Store

extension Backups {
    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Restores a backup into an empty database.",
            discussion: """
                As the owner of the database, which holds nothing yet: createdb makes one. All of it \
                comes back or nothing. A restore brings back what was taken out since, so it wants \
                the newest redaction log, and does again what that says.
                """)

        @OptionGroup var owner: OwnerConnection
        @OptionGroup var writing: Writing
        @Argument(help: "The folder of the backup.") var folder: String
        @Option(help: "The newest redaction log: of redact log, or of the latest backup.")
        var redactions: String?
        @Flag(
            name: .customLong("without-redactions"),
            help: "There is no newer log: do again only what the backup's own says.")
        var isWithoutRedactions = false
        @Option(help: "The folder of migrations.") var migrations = "db"
        @Option(
            name: .customLong("public-key"),
            help: "What checkpoint key printed: the manifest must be signed by it.")
        var publicKey: String?

        func validate() throws {
            guard (redactions != nil) != isWithoutRedactions else {
                throw ValidationError(
                    "Give the newest redaction log: --redactions FILE. If there is none: "
                        + "--without-redactions. What was taken out since the backup comes back.")
            }
        }

        func run() async throws {
            let steps = try Migration.load(from: URL(filePath: migrations))
            let log = try redactions.map(RedactionLogFile.read)
            let checks = try await Interruption.heeded(Self.stopped) {
                [owner, writing, folder, publicKey] in
                try await owner.open { client, environment in
                    try await BackupReturn(
                        folder: BackupFolder(folder), client: client, environment: environment,
                        migrations: steps, publicKey: publicKey, log: log,
                        operatorName: try owner.named(), isRehearsal: writing.dryRun
                    ).run()
                }
            }
            try checks.show(json: owner.json)
            try checks.demand(
                checks.changed
                    ? "Don't start the service on this database." : "Nothing was changed.")
            if !owner.json { print(writing.dryRun ? Self.wouldBe : Self.next) }
        }

        private static let stopped = "Stopped. Drop the database, and restore into another."

        private static let wouldBe = "Nothing was changed. Without --dry-run it is restored."

        private static let next = """
            Restored. Before the service starts:
            1. Give both roles passwords, where they sign in by one: \\password \
            peerspective_service, \\password peerspective_steward.
            2. Run peerspective-admin db migrate, where this release is newer than the backup.
            3. Run peerspective-admin doctor.
            Everyone signs in again. Tokens and invitations that were revoked or used since the \
            backup are valid again: see token list.
            """
    }
}

/// One restore in earnest.
struct BackupReturn: Sendable {
    let folder: BackupFolder
    let client: PostgresClient
    let environment: PostgresEnvironment
    let migrations: [Migration]
    let publicKey: String?
    /// Nil: the backup's own has to do.
    let log: [LoggedRedaction]?
    let operatorName: String
    let isRehearsal: Bool

    func run() async throws -> BackupChecks {
        var checks = BackupChecks()
        guard let comparison = try await checks.looked(at: folder, publicKey), checks.wrong == 0
        else { return checks }
        let own = try RedactionLogFile.read(folder.file(BackupFolder.redactions))
        let whole = WholeDatabase(client)
        try await prepare(comparison.manifest, own, whole, &checks)
        guard checks.wrong == 0, !isRehearsal else { return checks }
        try await whole.make(roles: whole.missing(WholeDatabase.roles))
        try await restore(comparison, whole, &checks)
        guard checks.wrong == 0 else { return checks }
        try await settle(log ?? own, whole, &checks)
        return checks
    }

    /// All that can be known before anything is changed.
    private func prepare(
        _ manifest: BackupManifest, _ own: [LoggedRedaction], _ whole: WholeDatabase,
        _ checks: inout BackupChecks
    ) async throws {
        try await checks.look("log") {
            let given = Set((log ?? own).map(\.id))
            let lacking = own.count { !given.contains($0.id) }
            guard lacking == 0 else {
                throw BackupFault(
                    "log-is-older", "it lacks \(lacking) redactions that the backup knows of")
            }
            return "\(given.count) redactions, \(own.count) of them before the backup"
        }
        try await checks.look("database") {
            let things = try await whole.contents()
            guard things == 0 else {
                throw BackupFault("not-empty", "\(things) things are in it: createdb makes another")
            }
            return "empty"
        }
        try await checks.look("roles") {
            let strangers = try await whole.missing(manifest.facts.foreignRoles)
            guard strangers.isEmpty else {
                throw BackupFault(
                    "roles-missing", "make them: \(strangers.joined(separator: ", "))")
            }
            let missing = try await whole.missing(WholeDatabase.roles)
            return missing.isEmpty ? "there" : "will be made: \(missing.joined(separator: ", "))"
        }
    }

    private func restore(
        _ comparison: BackupComparison, _ whole: WholeDatabase, _ checks: inout BackupChecks
    ) async throws {
        let manifest = comparison.manifest
        let dump = Dump(
            programs: try Dump.programs(manifest.facts.serverVersion), environment: environment)
        try await checks.look("restore") {
            guard let database = environment.database else {
                throw BackupFault("dump-unreadable", "name the database: dbname")
            }
            return try await comparison.restored(by: dump, into: database)
        }
        guard checks.wrong == 0 else { return }
        let facts = try await whole.facts()
        try await checks.look("contents") { try comparison.facts(facts) }
        try await checks.look("schema") {
            // Another version tells the same schema in other words.
            guard facts.serverVersion == manifest.facts.serverVersion else {
                return "not compared: from PostgreSQL \(manifest.facts.serverVersion)"
            }
            let found = try await dump.schema(leavingOut: manifest.facts.foreignRoles)
            return try comparison.schema(found, fresh: manifest.schema)
        }
        try await checks.look("migrations") {
            do {
                let waiting = try await Migrator(client, migrations).status()
                    .count { $0.appliedAt == nil }
                return waiting == 0 ? "current" : "\(waiting) wait: db migrate"
            } catch let refusal as Migration.Refusal {
                throw BackupFault("migrations-differ", "they aren't this release's: \(refusal)")
            }
        }
    }

    /// Takes out again what was taken out, closes the record over it, and walks it all.
    private func settle(
        _ log: [LoggedRedaction], _ whole: WholeDatabase, _ checks: inout BackupChecks
    ) async throws {
        let records = Records(client, passwords: PasswordQueue())
        try await checks.look("redactions") { try await replay(log, records) }
        try await checks.look("statistics") {
            try await whole.analyze()
            return "made"
        }
        try await checks.look("chains") {
            for school in try await records.institutionIDs() {
                try await records.sealAudit(of: school, .everything, at: .now)
            }
            return try await BackupComparison.chains(of: records, by: operatorName, at: .now)
        }
    }

    private func replay(_ log: [LoggedRedaction], _ records: Records) async throws -> String {
        let schools = try await records.institutionIDs()
        var (again, covered, differing) = (0, 0, 0)
        for line in log {
            guard let school = line.institution ?? (schools.count == 1 ? schools[0] : nil) else {
                throw BackupFault(
                    "log-unassigned", "\(line.id) says no school: take it by redact replay")
            }
            let done = try await records.replayRedaction(
                line,
                by: Actor(
                    institution: school, identity: .operator(operatorName),
                    requestID: Connection.requestID()), at: .now)
            again += done.wasDone ? 0 : 1
            covered += done.covered
            differing += done.differing
        }
        guard differing == 0 else {
            throw BackupFault(
                "texts-differ", "\(differing) texts aren't what they were: search them anew")
        }
        return "\(again) of \(log.count) done again, \(covered) texts covered"
    }
}
