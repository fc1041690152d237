package import Foundation
import Logging
package import Postgres
package import Store
package import Testing

/// The database of the running test: a clone of a migrated template, dropped at the test's end.
package struct TestDatabase: Sendable {
    @TaskLocal package static var current: TestDatabase?

    /// Owns the schema and sees all tenants: for arranging and for looking behind the service.
    package let owner: PostgresClient
    /// What the service connects as.
    package let service: PostgresClient
    /// What libpq takes to reach it as the service does.
    package let connection: String
    /// The same, as who redacts and erases.
    package var stewardConnection: String { connection(as: "peerspective_steward") }

    private func connection(as role: String) -> String {
        connection.replacing("peerspective_service", with: role)
    }

    /// A small pool of connections as some role. Close it.
    package func client(as role: String) -> PostgresClient {
        PostgresClient(
            PostgresConfiguration(
                connection: connection(as: role), readers: 1, minimum: 0, maximum: 2,
                queueDeadline: .seconds(120)),
            logger: Logger(label: "test.postgres") { _ in SwiftLogNoOpLogHandler() })
    }

    /// The actions of the service.
    package var records: Records { records(of: service) }

    /// The actions over another client.
    package func records(of client: PostgresClient) -> Records {
        Records(
            client, passwords: Self.passwords, sealing: Self.sealing, patience: Self.patience)
    }

    /// The same actions over the steward's connection.
    package func asSteward<Value>(
        _ body: (Records) async throws -> Value
    ) async throws -> Value {
        let client = client(as: "peerspective_steward")
        let records = records(of: client)
        do {
            let value = try await body(records)
            await client.close()
            return value
        } catch {
            await client.close()
            throw error
        }
    }

    /// On a loaded machine a lock may take a while: who loses patience is tested elsewhere.
    private static let patience = LocalSettings(
        statementTimeout: .seconds(60), lockTimeout: .seconds(60), deadline: .seconds(120))

    private static let sealing: SealingKey = {
        var random = SystemRandomNumberGenerator()
        return SealingKey(random: &random)
    }()

    /// Cheap and patient: what it costs and whom it refuses is tested where it is made.
    private static let passwords = PasswordQueue(
        cost: PasswordHash.Cost(logRounds: 4, blockSize: 8, parallelism: 1), limit: 1000,
        patience: .seconds(600))
}

extension Trait where Self == DatabaseTrait {
    /// Gives each test a database of its own in `TestDatabase.current`.
    package static var database: Self { DatabaseTrait(template: .migrated) }
    /// As `database`, with the people of `World` in it.
    package static var world: Self { DatabaseTrait(template: .world) }
}

/// See `Trait.database` and `Trait.world`.
package struct DatabaseTrait: TestTrait, SuiteTrait, TestScoping {
    fileprivate let template: Template
    package var isRecursive: Bool { true }

    package func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turns.shared.take()
        let outcome = await Result { try await scope(function) }
        await Turns.shared.giveBack()
        try outcome.get()
    }

    private func scope(_ function: @Sendable () async throws -> Void) async throws {
        let server = try PrivateServer.shared.get()
        let template = try await template.name(on: server)
        let name = "test_\(UUID().uuidString.prefix(8).lowercased())"
        try await Program.aside { try server.createDatabase(name, from: template) }
        let database = TestDatabase(
            owner: server.client(to: name, as: PrivateServer.owner),
            service: server.client(to: name, as: "peerspective_service"),
            connection: server.connection(to: name, as: "peerspective_service"))
        let outcome = await Result {
            try await TestDatabase.$current.withValue(database, operation: function)
        }
        await database.owner.close()
        await database.service.close()
        try await Program.aside { try server.dropDatabase(name) }
        try outcome.get()
    }
}

extension PrivateServer {
    /// A small pool, as one test needs it, and patient: beside hundreds of others, it waits. Close it.
    package func client(to database: String, as user: String) -> PostgresClient {
        PostgresClient(
            PostgresConfiguration(
                connection: connection(to: database, as: user), readers: 1, minimum: 0, maximum: 4,
                queueDeadline: .seconds(120)),
            logger: Logger(label: "test.postgres") { _ in SwiftLogNoOpLogHandler() })
    }
}

/// How many tests with a database run at once: more would only wait for two cores and a disk, and
/// run the server out of connections.
private actor Turns {
    static let shared = Turns()

    private var free = 24
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func take() async {
        guard free == 0 else {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func giveBack() {
        guard waiting.isEmpty else { return waiting.removeFirst().resume() }
        free += 1
    }
}

/// Made once in a process; clones are made of it.
private actor Template {
    static let migrated = Template("template_migrated") { _ in }
    static let world = Template("template_world") { try await World.load(into: $0) }

    private let name: String
    private let load: @Sendable (PostgresClient) async throws -> Void
    private var making: Task<String, any Error>?

    init(_ name: String, load: @escaping @Sendable (PostgresClient) async throws -> Void) {
        self.name = name
        self.load = load
    }

    func name(on server: PrivateServer) async throws -> String {
        let task = making ?? Task { try await make(on: server) }
        making = task
        return try await task.value
    }

    private func make(on server: PrivateServer) async throws -> String {
        try server.createDatabase(name)
        let owner = server.client(to: name, as: PrivateServer.owner)
        let outcome = await Result {
            try await Migrator(owner, Migration.load(from: .migrations)).migrate(at: .now)
            try await load(owner)
        }
        await owner.close()
        _ = try outcome.get()
        return name
    }
}

extension URL {
    /// `db/` of this checkout.
    package static var migrations: URL { .checkout.appending(path: "db") }
    /// The folder that `Package.swift` lies in.
    package static var checkout: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }
}

extension Result where Failure == any Error {
    fileprivate init(_ body: @Sendable () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
