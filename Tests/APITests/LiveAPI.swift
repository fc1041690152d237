import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Postgres
import Store
import Support
import Testing

/// The API over the test's database, with its clock stopped.
struct LiveAPI: Sendable {
    let client: any TestClientProtocol
    let database: TestDatabase
    let now: Date

    static func run(
        at now: Date = World.noon, _ settings: DoorSettings = .open,
        over transport: TestingSetup = .router,
        _ body: @Sendable (LiveAPI) async throws -> Void
    ) async throws {
        let database = try #require(TestDatabase.current)
        let router = Router(context: Context.self)
        router.add(middleware: FrontDoor(database.records, settings, now: { now }))
        API(database.records).add(to: router)
        try await Application(router: router).test(transport) { client in
            // As the service has it: where the database's answers come in.
            try await withTaskExecutorPreference(database.service.taskExecutor) {
                try await body(LiveAPI(client: client, database: database, now: now))
            }
        }
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let bytes: [UInt8]

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var version: Int? { headers[.eTag].flatMap { Int($0.dropFirst().dropLast()) } }

        /// All of it but the request's own id, whose length counts in the body's.
        var observed: String {
            let kept = headers.filter {
                ![.requestID, .contentLength].contains($0.name)
                    || $0.name == .contentLength && status < 400
            }
            let id = headers[.requestID] ?? "none"
            return "\(status) \(kept.map { "\($0.name): \($0.value)" }.sorted()) "
                + text.replacing(id, with: "")
        }

        func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Value.self, from: Data(bytes))
        }
    }

    func send(
        _ method: HTTPRequest.Method, _ path: String, as person: ID<Person>? = nil,
        _ body: String? = nil, version: Int? = nil, key: String? = nil,
        type: String = "application/json"
    ) async throws -> Answer {
        var headers: HTTPFields = [:]
        if let person { headers[.authorization] = "Bearer \(try await session(of: person).text)" }
        if body != nil { headers[.contentType] = type }
        if let version { headers[.ifMatch] = "\"\(version)\"" }
        headers[.idempotencyKey] = key
        return try await client.execute(
            uri: API.prefix + path, method: method, headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers,
                bytes: Array(response.body.readableBytesView))
        }
    }

    func get(_ path: String, as person: ID<Person>? = nil) async throws -> Answer {
        try await send(.get, path, as: person)
    }

    func post(
        _ path: String, as person: ID<Person>? = nil, _ body: String, key: String? = nil
    ) async throws -> Answer {
        try await send(.post, path, as: person, body, key: key)
    }

    func session(of person: ID<Person>) async throws -> Secret {
        try await database.session(of: person, at: now)
    }
}

extension LiveAPI {
    /// What one learner of "spring" gets of an exploration that everyone gets.
    func assigned(
        to person: ID<Person>, _ change: (inout Exploration.Content) -> Void = { _ in }
    ) async throws -> ID<Assignment> {
        let vega = World.actor(World.vega)
        var content = Exploration.Content(
            title: "Hearing one voice", prompt: "Read one blog for an hour.",
            communities: [World.blog], opensAt: now, dueAt: now.addingTimeInterval(7 * World.day))
        change(&content)
        let id = try await database.records.createExploration(
            content, in: World.spring, by: vega, at: now)
        _ = try await database.records.publish(id, by: vega, at: now)
        let own = try await database.records.ownAssignments(by: World.actor(person))
        return try #require(own.items.first { $0.assignment.exploration == id }).assignment.id
    }
}

/// What most tests look for in an answer.
struct Faults: Decodable {
    struct Fault: Decodable {
        let pointer: String
        let code: String
    }

    let type: String
    let status: Int
    let requestId: String
    let errors: [Fault]?
}

struct Items<Item: Decodable>: Decodable {
    let items: [Item]
    let nextCursor: String?
}

extension DoorSettings {
    /// A stopped clock refills nothing.
    static var open: DoorSettings {
        DoorSettings(
            strangers: .init(burst: 10_000, perSecond: 1),
            people: .init(burst: 10_000, perSecond: 1))
    }
}
