import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Synchronization
import Testing

@Suite struct TurnsTests {
    /// Work that ends when it is told to.
    private final class Gate: Sendable {
        private let open: AsyncStream<Void>
        let opening: AsyncStream<Void>.Continuation
        let begun = Mutex(0)

        init() {
            (open, opening) = AsyncStream.makeStream()
        }

        @Sendable func work() async throws {
            begun.withLock { $0 += 1 }
            for await _ in open { return }
        }

        func await(_ count: Int) async throws {
            while begun.withLock({ $0 }) < count { try await Task.sleep(for: .milliseconds(1)) }
        }
    }

    @Test func `who finds too many waiting is told to come again, and the others have their turn`()
        async throws
    {
        let (turns, gate) = (Turns(2, limit: 3, patience: .seconds(600)), Gate())
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for place in 0..<6 {
                group.addTask {
                    do { try await turns.take(gate.work) } catch is Unavailable { return false }
                    return true
                }
                if place == 1 { try await gate.await(2) }
            }
            // One of six finds two under way and three waiting.
            var outcomes = [try await group.next() ?? true]
            for _ in 0..<5 {
                gate.opening.yield()
                outcomes.append(try await group.next() ?? false)
            }
            return outcomes
        }

        #expect(outcomes == [false, true, true, true, true, true])
        #expect(gate.begun.withLock { $0 } == 5)
    }

    @Test func `who waited for too long isn't begun, and leaves the turn to the next`() async throws
    {
        let (turns, gate) = (Turns(1, limit: 1, patience: .zero), Gate())
        let outcomes = try await withThrowingTaskGroup(of: Bool.self) { group in
            for place in 1...2 {
                group.addTask {
                    do { try await turns.take(gate.work) } catch is Unavailable { return false }
                    return true
                }
                if place == 1 { try await gate.await(1) }
            }
            try await Task.sleep(for: .milliseconds(20))
            gate.opening.yield()
            return try await [group.next(), group.next()]
        }

        #expect(Set(outcomes) == [true, false])
        #expect(gate.begun.withLock { $0 } == 1)
        #expect(try await turns.take { 7 } == 7)
    }

    @Test(.world) func `who signs in needs no turn, and so keeps nobody from theirs`() async throws
    {
        let database = try #require(TestDatabase.current)
        let router = Router(context: Context.self)
        router.add(middleware: FrontDoor(database.records, .open, now: { World.noon }))
        API(database.records, turns: Turns(0, limit: 0)).add(to: router)
        let secret = try await database.session(of: World.vega, at: World.noon)

        try await Application(router: router).test(.router) { client in
            let credentials = #"{"institution": "x", "email": "a@b.example", "password": "c"}"#
            let signsIn = try await client.execute(
                uri: "\(API.prefix)/sessions", method: .post,
                headers: [.contentType: "application/json"], body: ByteBuffer(string: credentials)
            ) { $0.status.code }
            let other = try await client.execute(
                uri: "\(API.prefix)/offerings", method: .get,
                headers: [.authorization: "Bearer \(secret.text)"]
            ) { $0.status.code }

            #expect(signsIn == 401 && other == 503)
        }
    }

    @Test(.world) func `who sends a body slowly holds no turn`() async throws {
        let database = try #require(TestDatabase.current)
        let (body, sending) = AsyncStream<ByteBuffer>.makeStream()
        let router = Router(context: Context.self)
        router.add(middleware: SlowBody(body: body))
        router.add(middleware: FrontDoor(database.records, .open, now: { World.noon }))
        API(database.records, turns: Turns(1, limit: 0)).add(to: router)
        let secret = try await database.session(of: World.vega, at: World.noon)

        try await Application(router: router).test(.router) { client in
            @Sendable func ask(_ method: HTTPRequest.Method, _ path: String) async throws -> Int {
                try await client.execute(
                    uri: API.prefix + path, method: method,
                    headers: [.authorization: "Bearer \(secret.text)"]
                ) { $0.status.code }
            }
            async let slow = ask(.post, "/offerings/\(World.spring)/explorations")
            sending.yield(ByteBuffer(string: "{"))
            try await Task.sleep(for: .milliseconds(50))
            let other = try await ask(.get, "/offerings")
            sending.yield(ByteBuffer(string: "}"))
            sending.finish()

            let taken = try await slow
            #expect(other == 200 && taken == 422)
        }
    }
}

/// A body of which the test sends part by part.
private struct SlowBody: RouterMiddleware {
    let body: AsyncStream<ByteBuffer>

    func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard request.method == .post else { return try await next(request, context) }
        return try await next(
            Request(head: request.head, body: RequestBody(asyncSequence: body)), context)
    }
}
