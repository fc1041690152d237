import ArgumentParser
import Domain
import Foundation
import Postgres
import Store

/// Where the database is, in whose name the record is written, and the form of what is printed.
struct Connection: ParsableArguments {
    @Option(
        name: .customLong("database-url"),
        help: "The service's connection, a libpq URI or keywords [env: DATABASE_URL].")
    var databaseURL: String?

    @Option(
        name: .customLong("database-url-file"),
        help: "A file that holds it [env: DATABASE_URL_FILE].")
    var databaseURLFile: String?

    @Option(
        name: .customLong("operator"), help: "Whom the record names; else the one who is logged in."
    )
    var operatorName: String?

    @Flag(help: "Print JSON.") var json = false

    /// Runs `body` and closes the connections, also when it fails.
    func open<Value>(
        dryRun: Bool = false, _ body: (Records) async throws -> Value
    ) async throws -> Value {
        try await PostgresClient.whileOpen(try address()) { client in
            let records = Records(client, passwords: PasswordQueue())
            return try await body(dryRun ? records.rehearsing : records)
        }
    }

    /// The named operator, at one school.
    func actor(at institution: ID<Institution>) throws -> Actor {
        Actor(
            institution: institution, identity: .operator(try named()),
            requestID: Self.requestID())
    }

    /// Never nobody: the record would not say who did it.
    func named() throws -> String { try Self.named(operatorName) }

    static func named(_ given: String?) throws -> String {
        let name = given ?? ProcessInfo.processInfo.environment["USER"] ?? NSUserName()
        guard !name.allSatisfy(\.isWhitespace) else {
            throw ValidationError("Say who acts: --operator NAME.")
        }
        return name
    }

    static func requestID() -> String {
        "admin-" + String(UInt64.random(in: 0 ... .max), radix: 36)
    }

    private func address() throws -> String {
        let environment = ProcessInfo.processInfo.environment
        if let address = try DatabaseAddress.named(
            databaseURL, file: databaseURLFile, variable: "DATABASE_URL")
        {
            return address
        }
        let folders =
            ["/var/lib/peerspective", environment["XDG_DATA_HOME"].map { "\($0)/peerspective" }]
            + [environment["HOME"].map { "\($0)/.local/share/peerspective" }]
        let sockets = folders.compactMap { $0 }.map { "\($0)/socket" }
        guard let socket = sockets.first(where: FileManager.default.fileExists) else {
            throw ValidationError("Name the database: --database-url or DATABASE_URL.")
        }
        throw ValidationError(
            """
            Name the database: --database-url or DATABASE_URL. The service's private one is:
            --database-url "host='\(socket)' dbname=peerspective user=peerspective_service"
            """)
    }
}

/// What a command on one school takes.
struct Acting: ParsableArguments {
    @OptionGroup var connection: Connection

    @Option(help: "The school's slug.") var institution: String

    /// Runs `body` as the named operator at the school.
    func act<Value>(
        dryRun: Bool = false, _ body: (Records, Actor) async throws -> Value
    ) async throws -> Value {
        try await connection.open(dryRun: dryRun) { records in
            let school = try await Self.school(institution, records)
            return try await body(records, connection.actor(at: school.id))
        }
    }

    private static func school(_ slug: String, _ records: Records) async throws -> Institution {
        do {
            return try await records.institution(slug: slug)
        } catch is NotFound {
            throw Failure.refused("No school has the slug \(slug). See: institution list")
        }
    }
}

/// What every command that writes takes.
struct Writing: ParsableArguments {
    @Flag(help: "Check everything, change nothing, and say what would be done.")
    var dryRun = false
}

/// Every item of a list that comes in pages.
func everything<Item>(
    _ list: (PageRequest) async throws -> Page<Item>
) async throws -> [Item] {
    var all: [Item] = []
    var next: Cursor?
    repeat {
        let page = try await list(PageRequest(limit: PageRequest.most, after: next))
        all += page.items
        next = page.next
        if next != nil { Progress.count(all.count) }
    } while next != nil
    return all
}
