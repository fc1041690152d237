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

@testable import Web

/// The pages over the test's database, with their clock stopped, as a browser asks for them.
struct LiveWeb: Sendable {
    let client: any TestClientProtocol
    let database: TestDatabase
    let now: Date

    static func run(
        at now: Date = World.noon, isDemo: Bool = false, turns: Turns = Turns(),
        people: Rate = Rate(burst: 10_000, perSecond: 1),
        _ body: @Sendable (LiveWeb) async throws -> Void
    ) async throws {
        let database = try #require(TestDatabase.current)
        let web = Web(database.records, isDemo: isDemo, turns: turns)
        let router = Router(context: Context.self)
        Web.addAssets(to: router)
        router.add(
            middleware: FrontDoor(
                database.records,
                DoorSettings(
                    strangers: Rate(burst: 10_000, perSecond: 1), people: people), now: { now },
                page: web.problem))
        web.add(to: router)
        try await Application(router: router).test(.router) { client in
            try await withTaskExecutorPreference(database.service.taskExecutor) {
                try await body(LiveWeb(client: client, database: database, now: now))
            }
        }
    }

    struct Answer {
        let status: Int
        let headers: HTTPFields
        let html: String

        var location: String? { headers[.location] }
        var cookies: [String] { headers[values: .setCookie] }
    }

    /// `as`: with a session of this person, made for this request unless `session` is given.
    func get(
        _ path: String, as person: ID<Person>? = nil, session: Secret? = nil,
        headers: HTTPFields = [:]
    ) async throws -> Answer {
        try await send(.get, path, try await secret(person, session), nil, headers)
    }

    /// A form as the page gave it: with the token of the session.
    func post(
        _ path: String, as person: ID<Person>? = nil, session: Secret? = nil,
        _ fields: [(String, String)], token: String? = nil, headers: HTTPFields = [:]
    ) async throws -> Answer {
        let secret = try await secret(person, session)
        var fields = fields
        if let token = token ?? secret.map(FormToken.of) {
            fields.append((FormToken.field, token))
        }
        let body = fields.map { "\(Address.encoded($0.0))=\(Address.encoded($0.1))" }
            .joined(separator: "&")
        return try await send(.post, path, secret, body, headers)
    }

    private func secret(_ person: ID<Person>?, _ session: Secret?) async throws -> Secret? {
        if let session { return session }
        guard let person else { return nil }
        return try await self.session(of: person)
    }

    private func send(
        _ method: HTTPRequest.Method, _ path: String, _ secret: Secret?, _ body: String?,
        _ more: HTTPFields
    ) async throws -> Answer {
        var headers = more
        if let secret { headers[.cookie] = "__Host-session=\(secret.text)" }
        if body != nil {
            headers[.contentType] = "application/x-www-form-urlencoded"
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
            if headers[site] == nil { headers[site] = "same-origin" }
        }
        return try await client.execute(
            uri: path, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            Answer(
                status: response.status.code, headers: response.headers,
                html: String(buffer: response.body))
        }
    }

    func session(of person: ID<Person>) async throws -> Secret {
        try await database.session(of: person, at: now)
    }
}
