import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct SessionTests {
    private let dean = World.actor(World.dean)
    private let ada = World.actor(World.ada)
    private let words = "correct horse battery staple"

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func signIn(replacing old: Secret? = nil) async throws -> Secret {
        try await records.signIn(
            "okafor@example.edu", words, at: "northfield", from: "::1", replacing: old,
            requestID: "test", at: World.noon
        ).session().secret
    }

    private func known() async throws {
        try await records.setPassword(words, of: World.ada, by: dean, at: World.noon)
    }

    private func isGood(_ secret: Secret) async throws -> Bool {
        do {
            _ = try await records.authenticate(secret, requestID: "test", at: World.noon)
            return true
        } catch is Unauthenticated {
            return false
        }
    }

    @Test func `a sign-in has a secret of its own, and the one before it ends`() async throws {
        try await known()
        let first = try await signIn()

        let second = try await signIn(replacing: first)

        #expect(first != second)
        #expect(try await !isGood(first))
        #expect(try await isGood(second))
    }

    @Test func `people see where they are signed in, and nobody else's places`() async throws {
        try await known()
        let here = try await signIn()
        _ = try await signIn()
        _ = try await #require(TestDatabase.current).session(of: World.bo, at: World.noon)

        let places = try await records.ownSessions(here, by: ada, at: World.noon)
        let later = try await records.ownSessions(here, by: ada, at: World.noon + 2 * 3600)

        #expect(places.map(\.isCurrent).sorted { !$0 && $1 } == [false, true])
        #expect(places.allSatisfy { $0.expiresAt == World.noon + 12 * 3600 })
        #expect(later.isEmpty)
    }

    @Test func `one place is signed out, or all others`() async throws {
        try await known()
        let (here, there, elsewhere) = (try await signIn(), try await signIn(), try await signIn())
        let places = try await records.ownSessions(there, by: ada, at: World.noon)
        let current = try #require(places.first { $0.isCurrent })

        try await records.endSession(current.id, by: ada, at: World.noon)
        #expect(try await !isGood(there))
        #expect(try await isGood(elsewhere))

        let ended = try await records.endOtherSessions(keeping: here, by: ada, at: World.noon)
        #expect(ended == 1)
        #expect(try await isGood(here))
        #expect(try await !isGood(elsewhere))
        let record = try await records.audit(AuditFilter(action: "session.closed"), by: dean)
        #expect(record.items.count == 2)
    }

    @Test func `another's session isn't there, and a token ends none`() async throws {
        try await known()
        let secret = try await signIn()
        let place = try #require(
            try await records.ownSessions(secret, by: ada, at: World.noon).first)
        let token = Actor(
            institution: World.northfield, identity: .person(World.ada),
            scopes: Set(TokenScope.allCases), requestID: "test")

        await #expect(throws: NotFound.self) {
            try await records.endSession(place.id, by: World.actor(World.bo), at: World.noon)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.endSession(place.id, by: token, at: World.noon)
        }
        #expect(try await isGood(secret))
    }

    @Test func `the office signs someone out everywhere, tokens too`() async throws {
        try await known()
        let secret = try await signIn()
        let token = try await records.createOwnToken(
            Token.Content(name: "script", scopes: [.read], expiresAt: World.noon + World.day),
            password: words, by: ada, at: World.noon)

        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.endEveryAccess(
                of: World.ada, by: World.actor(World.vega), at: World.noon)
        }
        await #expect(throws: NotFound.self) {
            try await records.endEveryAccess(
                of: World.ada, by: World.actor(World.sam), at: World.noon)
        }
        #expect(try await isGood(secret))
        try await records.endEveryAccess(of: World.ada, by: dean, at: World.noon)

        #expect(try await !isGood(secret))
        #expect(try await !isGood(token.secret))
    }

    @Test func `a token is made by someone who says their password`() async throws {
        try await known()
        let content = Token.Content(
            name: "script", scopes: [.read], expiresAt: World.noon + World.day)

        await #expect(throws: Person.Refusal.wrongPassword) {
            try await records.createOwnToken(
                content, password: "another", by: ada, at: World.noon)
        }

        #expect(try await records.ownTokens(by: ada, at: World.noon).isEmpty)
    }
}
