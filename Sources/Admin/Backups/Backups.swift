import ArgumentParser
import Foundation
import Logging
import Postgres
import Programs
import Store

/// `backup create`, `verify`, `restore` and `prune`.
struct Backups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies of a whole database, and what they are worth.",
        discussion: """
            By PostgreSQL's own pg_dump and pg_restore. A backup is a folder: the dump, the redaction \
            log, and a manifest that says what was true at that moment. It holds student records: \
            keep it as well as the database, and no longer than you must.
            """,
        subcommands: [Create.self, Verify.self, Restore.self, Prune.self])

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a backup while the service runs.",
            discussion: """
                Into a new folder, named by the time, of which nobody finds a part. Who was signed in \
                isn't in it. Connects as the schema's owner: row-level security hides schools from \
                others.
                """)

        @OptionGroup var owner: OwnerConnection
        @Argument(help: "The folder of all backups.") var place: String
        @Option(help: "A key of checkpoint key, to sign the manifest with.") var key: String?

        func run() async throws {
            let key = try key.map(BackupKey.read)
            let (path, manifest, took) = try await Interruption.heeded { [owner, place] in
                try await owner.open { client, environment in
                    let start = ContinuousClock.now
                    let making = BackupMaking(
                        client: client, environment: environment, key: key,
                        operatorName: try owner.named())
                    let (path, manifest) = try await making.run(into: place, at: .now)
                    return (path, manifest, ContinuousClock.now - start)
                }
            }
            let made = Made(
                folder: path, seconds: took.inSeconds,
                bytes: manifest.files.map(\.bytes).reduce(0, +),
                tables: manifest.facts.rows.count,
                rows: manifest.facts.rows.values.reduce(0, +), chains: manifest.facts.heads.count)
            guard !owner.json else { return try Connection.printJSON(made) }
            print(
                """
                Made \(path): \(made.rows) rows of \(made.tables) tables, \(made.chains) chains, \
                \(made.bytes) bytes, in \(made.seconds) s.
                See what it is worth: peerspective-admin backup verify \(path)
                """)
        }

        private struct Made: Encodable {
            let folder: String
            let seconds: Double
            let bytes: Int
            let tables: Int
            let rows: Int
            let chains: Int
        }
    }
}

/// The connection of the schema's owner, whom no row is hidden from.
struct OwnerConnection: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: "The owner's connection, a libpq URI or keywords [env: DATABASE_OWNER_URL].")
    var databaseURL: String?

    @Option(
        name: .customLong("database-url-file"),
        help: "A file that holds it [env: DATABASE_OWNER_URL_FILE].")
    var databaseURLFile: String?

    @Option(
        name: .customLong("operator"), help: "Whom it names; else the one who is logged in.")
    var operatorName: String?

    @Flag(help: "Print JSON.") var json = false

    func named() throws -> String { try Connection.named(operatorName) }

    /// Runs `body` and closes the connections, also when it fails.
    func open<Value>(
        _ body: (PostgresClient, PostgresEnvironment) async throws -> Value
    ) async throws -> Value {
        let named = try DatabaseAddress.named(
            databaseURL, file: databaseURLFile, variable: "DATABASE_OWNER_URL")
        guard let address = named else {
            throw ValidationError("Name the database: --database-url or DATABASE_OWNER_URL.")
        }
        let environment: PostgresEnvironment
        do {
            environment = try PostgresEnvironment(connection: address)
        } catch .unreadable {
            throw ValidationError("The database's address is neither a libpq URI nor keywords.")
        } catch .unsayable(let keyword) {
            throw ValidationError("Leave \(keyword) out: pg_dump can't be told of it.")
        }
        return try await PostgresClient.whileOpen(address) { try await body($0, environment) }
    }
}

extension PostgresClient {
    /// As few connections as a command needs, closed also when `body` fails.
    static func whileOpen<Value>(
        _ address: String, _ body: (PostgresClient) async throws -> Value
    ) async throws -> Value {
        let client = PostgresClient(
            PostgresConfiguration(connection: address, readers: 1, minimum: 0, maximum: 3),
            logger: Logger(label: "peerspective-admin") { _ in SwiftLogNoOpLogHandler() })
        do {
            let value = try await body(client)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }
}

/// Files of keys.
enum BackupKey {
    static func read(_ path: String) throws -> CheckpointKey {
        guard let key = CheckpointKey(text: try File.text(path)) else {
            throw Failure.refused("\(path) holds no key. Make one: checkpoint key FILE")
        }
        return key
    }
}

extension Duration {
    /// To the hundredth.
    var inSeconds: Double { ((self / .seconds(1)) * 100).rounded() / 100 }
}
