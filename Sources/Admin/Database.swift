import ArgumentParser
import Foundation
import Logging
import Postgres
import Store

/// `db migrate` and `db status`.
struct Database: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db", abstract: "The schema of the database.",
        subcommands: [Migrate.self, Status.self])

    struct Migrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Applies the migrations that the database has not got yet.")

        @OptionGroup var place: Place
        @Flag(help: "Only say what would be applied.") var dryRun = false

        func run() async throws {
            try await place.withMigrator { migrator in
                if dryRun {
                    let waiting = try await migrator.status().filter { $0.appliedAt == nil }
                    for step in waiting { print("would apply \(step.migration.file)") }
                } else {
                    let applied = try await migrator.migrate(at: .now)
                    for migration in applied { print("applied \(migration.file)") }
                    if let newest = try await migrator.newer().last {
                        print("The schema is newer than this release: it has migration \(newest).")
                    } else if applied.isEmpty {
                        print("The schema is current.")
                    }
                }
            }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which migrations the database has.")

        @OptionGroup var place: Place

        func run() async throws {
            try await place.withMigrator { migrator in
                for step in try await migrator.status() {
                    let when = step.appliedAt.map { $0.formatted(.iso8601) } ?? "waits"
                    print("\(step.migration.file)\t\(when)")
                }
                for number in try await migrator.newer() { print("\(number)\tof a later release") }
            }
        }
    }

    /// Which database, and the folder of migrations.
    struct Place: ParsableArguments {
        @Option(help: "The owner's connection, a libpq URI or keywords [env: DATABASE_OWNER_URL].")
        var databaseURL: String?

        @Option(
            name: .customLong("database-url-file"),
            help: "A file that holds it [env: DATABASE_OWNER_URL_FILE].")
        var databaseURLFile: String?

        @Option(help: "The folder of migrations.") var migrations = "db"

        func withMigrator(_ body: (Migrator) async throws -> Void) async throws {
            let named = try DatabaseAddress.named(
                databaseURL, file: databaseURLFile, variable: "DATABASE_OWNER_URL")
            guard let connection = named else {
                throw ValidationError("Name the database: --database-url or DATABASE_OWNER_URL.")
            }
            let client = PostgresClient(
                PostgresConfiguration(connection: connection, readers: 1, minimum: 0, maximum: 2),
                logger: Logger(label: "peerspective-admin") { _ in SwiftLogNoOpLogHandler() })
            do {
                let folder = URL(filePath: migrations)
                try await body(Migrator(client, Migration.load(from: folder)))
            } catch {
                await client.close()
                throw Failure(error)
            }
            await client.close()
        }
    }
}

extension Failure {
    /// What the operator is told. What they connect with may hold a password and isn't repeated.
    fileprivate init(_ error: any Error) {
        switch error {
        case is ClientError:
            self = .unreachable(
                "The database can't be reached: is it running, is the address right?")
        case Migration.Refusal.none(let folder):
            self = .refused("\(folder) holds no migration. Name the folder by --migrations.")
        case Migration.Refusal.changed(let file):
            self = .refused(
                "\(file) was edited after it was applied. Restore it, then add a new file.")
        case Migration.Refusal.unknown(let number):
            self = .refused(
                "The database has migration \(number), which this release doesn't know, and lacks "
                    + "an earlier one. Install the release that made it.")
        case Migration.Refusal.misnamed(let file), Migration.Refusal.outOfOrder(let file):
            self = .refused("\(file) is out of order: names are 0001_words.sql, without a gap.")
        case Migration.Refusal.locked:
            self = .refused("Another node is migrating. Try again when it is done.")
        default:
            self = .refused("Refused: \(error)")
        }
    }
}
