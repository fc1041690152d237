import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct TokenTests {
    private let ada = World.actor(World.ada)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func content(
        _ scopes: Set<TokenScope> = [.read], days: Double = 30
    ) -> Token.Content {
        Token.Content(
            name: "script", scopes: scopes, expiresAt: World.noon + days * World.day)
    }

    @Test func `a token stands for its person, with its scopes, until it expires`() async throws {
        let made = try await records.createToken(
            content([.read, .write]), of: World.ada, by: ada, at: World.noon)

        let actor = try await records.authenticate(
            made.secret, requestID: "test", at: World.noon + 29 * World.day)

        #expect(actor.person == World.ada && actor.scopes == [.read, .write])
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(
                made.secret, requestID: "test", at: World.noon + 30 * World.day)
        }
    }

    @Test func `a token makes no token`() async throws {
        let token = Actor(
            institution: World.northfield, identity: .person(World.ada),
            scopes: [.read, .write], requestID: "test")

        await #expect(throws: Policy.Refusal.insufficientScope) {
            try await records.createToken(
                content([.read]), of: World.ada, by: token, at: World.noon)
        }
    }

    @Test func `tokens are their person's alone; an operator sees and ends them`() async throws {
        let made = try await records.createToken(
            content(), of: World.ada, by: ada, at: World.noon)

        for other in [World.bo, World.vega, World.dean].map(World.actor) {
            await #expect(throws: NotFound.self) {
                try await records.tokens(of: World.ada, by: other)
            }
            await #expect(throws: NotFound.self) {
                try await records.revokeToken(made.token.id, by: other, at: World.noon)
            }
            await #expect(throws: NotFound.self) {
                try await records.createToken(
                    content(), of: World.ada, by: other, at: World.noon)
            }
        }
        try await records.revokeToken(made.token.id, by: World.operator, at: World.noon)
        try await records.revokeToken(made.token.id, by: ada, at: World.noon + 60)
        let tokens = try await records.tokens(of: World.ada, by: World.operator).items
        #expect(tokens.map(\.revokedAt) == [World.noon])
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(made.secret, requestID: "test", at: World.noon)
        }
    }

    @Test func `every fault of a token is said at once`() async throws {
        let bad = Token.Content(
            name: " ", scopes: [], expiresAt: World.noon + 367 * World.day)

        let invalid = await #expect(throws: Invalid.self) {
            try await records.createToken(bad, of: World.ada, by: ada, at: World.noon)
        }

        #expect(invalid?.faults.map(\.pointer) == ["/name", "/scopes", "/expires_at"])
    }

    @Test func `twenty tokens of a person are valid at once, and one that ended makes room`()
        async throws
    {
        let records = try records
        var made: [ID<Token>] = []
        for _ in 0..<Token.most {
            let one = try await records.createToken(
                content(), of: World.ada, by: ada, at: World.noon)
            made.append(one.token.id)
        }

        await #expect(throws: Token.Refusal.tooMany) {
            try await records.createToken(content(), of: World.ada, by: ada, at: World.noon)
        }
        try await records.revokeToken(try #require(made.first), by: ada, at: World.noon)
        _ = try await records.createToken(content(), of: World.ada, by: ada, at: World.noon)
    }
}
