import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Testing

@Suite(.world) struct LimitTests {
    /// Anew for each test, with full buckets.
    private static var tight: DoorSettings {
        DoorSettings(
            strangers: .init(burst: 3, perSecond: 0.5), people: .init(burst: 5, perSecond: 1))
    }

    @Test func `who asks too often is told when to come again, and others aren't`() async throws {
        try await LiveAPI.run(Self.tight) { api in
            for _ in 0..<5 {
                let answer = try await api.get("/me", as: World.ada)
                #expect(answer.status == 200, "\(answer.text)")
            }
            let many = try await api.get("/me", as: World.ada)
            let other = try await api.get("/me", as: World.bo)

            #expect(many.status == 429 && many.headers[.retryAfter] == "1")
            #expect(try many.json(Faults.self).type == "/problems/too-many-requests")
            #expect(other.status == 200)
        }
    }

    @Test func `a token has a bucket of its own, so a script doesn't shut its owner out`()
        async throws
    {
        let records = try #require(TestDatabase.current).records
        let ada = World.actor(World.ada)
        var tokens: [String] = []
        for name in ["one", "two"] {
            let made = try await records.createToken(
                Token.Content(
                    name: name, scopes: [.read], expiresAt: World.noon.addingTimeInterval(World.day)
                ),
                of: World.ada, by: ada, at: World.noon)
            tokens.append(made.secret.text)
        }
        let (first, second) = (tokens[0], tokens[1])

        try await LiveAPI.run(Self.tight) { api in
            func ask(_ token: String) async throws -> Int {
                try await api.client.execute(
                    uri: "/api/v1/me", method: .get,
                    headers: [.authorization: "Bearer \(token)"]
                ) { $0.status.code }
            }
            for _ in 0..<5 { _ = try await ask(first) }

            let codes = [try await ask(first), try await ask(second)]
            let own = try await api.get("/me", as: World.ada).status
            #expect(codes == [429, 200] && own == 200)
        }
    }

    @Test func `strangers, also with made-up secrets, count for their address`() async throws {
        try await LiveAPI.run(Self.tight) { api in
            func knock(_ secret: String) async throws -> Int {
                try await api.client.execute(
                    uri: "/api/v1/me", method: .get,
                    headers: [.authorization: "Bearer \(secret)"]
                ) { $0.status.code }
            }

            let first = [
                try await knock("a"), try await knock("b"),
                try await api.get("/openapi.yaml").status,
            ]
            let then = [try await knock("c"), try await api.get("/openapi.yaml").status]
            let known = try await api.get("/me", as: World.ada).status

            #expect(first == [401, 401, 200])
            #expect(then == [429, 429])
            #expect(known == 200)
        }
    }

    @Test func `time refills what was used, up to the burst, and forgets who went away`() throws {
        let limits = RateLimits<String>(.init(burst: 2, perSecond: 0.5))
        func isTaken(_ caller: String, _ second: Double) -> Bool {
            do { try limits.take(caller, at: World.noon + second) } catch { return false }
            return true
        }

        #expect([0, 0, 0].map { isTaken("a", $0) } == [true, true, false])
        #expect([1, 2, 2].map { isTaken("a", $0) } == [false, true, false])
        #expect([60, 60, 60].map { isTaken("a", $0) } == [true, true, false])
        for caller in 0..<100 { _ = isTaken("\(caller)", 70) }
        _ = isTaken("b", 80)
        _ = isTaken("b", 90)
        #expect(limits.count <= 2)
        // A clock that is set back keeps nobody either.
        for caller in 0..<100 { _ = isTaken("\(caller)", 7200) }
        _ = isTaken("b", 0)
        _ = isTaken("b", 4)
        #expect(limits.count <= 2)
    }

    @Test func `the address is what the trusted proxies say, and nobody else`() async throws {
        @Sendable func knock(_ forwarded: String, _ api: LiveAPI) async throws -> Int {
            try await api.client.execute(
                uri: "/api/v1/openapi.yaml", method: .get,
                headers: [HTTPField.Name("X-Forwarded-For")!: forwarded]
            ) { $0.status.code }
        }
        let rate = Rate(burst: 1, perSecond: 1)

        try await LiveAPI.run(DoorSettings(proxies: 1, strangers: rate)) { api in
            let codes = [
                try await knock("203.0.113.1, 192.0.2.1", api),
                try await knock("203.0.113.1, 192.0.2.2", api),
                try await knock("203.0.113.9, 192.0.2.1", api),
            ]
            #expect(codes == [200, 200, 429])
        }
        try await LiveAPI.run(DoorSettings(strangers: rate)) { api in
            let codes = [try await knock("192.0.2.1", api), try await knock("192.0.2.2", api)]
            #expect(codes == [200, 429])
        }
    }

    @Test func `a body that trickles without end is given up`() async throws {
        let endless = RequestBody(
            asyncSequence: AsyncStream {
                try? await Task.sleep(for: .milliseconds(2))
                return ByteBuffer(string: " ")
            })
        let database = try #require(TestDatabase.current)
        let router = Router(context: Context.self)
        router.add(middleware: FrontDoor(database.records, now: { World.noon }))
        router.post("/") { request, context in
            let slow = Request(head: request.head, body: endless)
            _ = try await Received(slow, context, patience: .milliseconds(1))
            return "taken"
        }

        try await Application(router: router).test(.router) { client in
            try await client.execute(uri: "/", method: .post) { response in
                #expect(response.status == .requestTimeout)
                #expect(response.headers[.connection] == "close")
            }
        }
    }

    @Test func `another method is told which there are; HEAD answers without a body`() async throws
    {
        try await LiveAPI.run { api in
            let wrong = try await api.send(.delete, "/people/\(World.bo)", as: World.dean)
            let head = try await api.send(.head, "/people/\(World.bo)", as: World.dean)
            let get = try await api.get("/people/\(World.bo)", as: World.dean)
            let refused = try await api.send(.head, "/people/\(World.bo)", as: World.ada)

            for method in [.trace, .connect, try #require(HTTPRequest.Method("QUERY"))] {
                let odd = try await api.send(method, "/people", as: World.dean)
                #expect(odd.status == 405 && odd.headers[.allow] == "GET, HEAD, POST")
            }
            #expect(wrong.status == 405 && wrong.headers[.allow] == "GET, HEAD, PATCH")
            #expect(try wrong.json(Faults.self).type == "/problems/method-not-allowed")
            #expect(head.status == 200 && head.bytes.isEmpty)
            #expect(head.headers[.eTag] == get.headers[.eTag])
            #expect(refused.status == 403 && refused.bytes.isEmpty)
        }
    }
}
