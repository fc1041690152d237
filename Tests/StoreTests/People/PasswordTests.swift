import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct PasswordTests {
    private let dean = World.actor(World.dean)
    private let ada = World.actor(World.ada)
    private let words = "correct horse battery staple"

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func signIn(_ password: String, at now: Date = World.noon) async throws -> SignedIn {
        try await records.signIn(
            "okafor@example.edu", password, at: "northfield", from: "::1", requestID: "test",
            at: now
        ).session()
    }

    @Test func `a password that the office sets opens the door and ends what was open`()
        async throws
    {
        try await records.setPassword(words, of: World.ada, by: dean, at: World.noon)
        let first = try await signIn(words)
        let token = try await records.createToken(
            Token.Content(
                name: "script", scopes: [.read], expiresAt: World.noon + 30 * World.day),
            of: World.ada, by: ada, at: World.noon)
        try await records.setPassword(words + "!", of: World.ada, by: dean, at: World.noon)

        await #expect(throws: Unauthenticated.self) { try await signIn(words) }
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(first.secret, requestID: "test", at: World.noon)
        }
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(token.secret, requestID: "test", at: World.noon)
        }
        #expect(try await signIn(words + "!").person == World.ada)
    }

    @Test func `who changes their own stays signed in, and nowhere else`() async throws {
        try await records.setPassword(words, of: World.ada, by: dean, at: World.noon)
        let here = try await signIn(words)
        let elsewhere = try await signIn(words)

        await #expect(throws: Person.Refusal.wrongPassword) {
            try await records.changePassword(
                from: "another", to: words + "!", keeping: here.secret, by: ada, at: World.noon)
        }
        try await records.changePassword(
            from: words, to: words + "!", keeping: here.secret, by: ada, at: World.noon)

        _ = try await records.authenticate(here.secret, requestID: "test", at: World.noon)
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(elsewhere.secret, requestID: "test", at: World.noon)
        }
        let record = try await records.audit(
            AuditFilter(subject: World.ada.rawValue, action: "password."), by: dean)
        #expect(
            record.items.map(\.entry.action).sorted()
                == ["password.refused", "password.set", "password.set"])
    }

    @Test func `guessing the old password is slowed as guessing at the door is`() async throws {
        try await records.setPassword(words, of: World.ada, by: dean, at: World.noon)
        let here = try await signIn(words)
        func change(from old: String) async throws {
            try await records.changePassword(
                from: old, to: words + "!", keeping: here.secret, by: ada, at: World.noon)
        }
        for _ in 0..<5 {
            await #expect(throws: Person.Refusal.wrongPassword) {
                try await change(from: "another")
            }
        }

        await #expect(throws: TooMany.self) { try await change(from: words) }
        #expect(try await signIn(words).person == World.ada)
    }

    @Test func `a token changes no password, and people set none for others`() async throws {
        var random = SystemRandomNumberGenerator()
        let secret = Secret(of: World.northfield.rawValue, random: &random)
        let token = Actor(
            institution: World.northfield, identity: .person(World.ada),
            scopes: Set(TokenScope.allCases), requestID: "test")

        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.changePassword(
                from: words, to: words + "!", keeping: secret, by: token, at: World.noon)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.setPassword(words, of: World.bo, by: ada, at: World.noon)
        }
    }

    @Test(arguments: [
        ("fourteen signs", "too-short"), ("passwordpassword1", "too-common"),
        ("AdaezeOkafor2027", "too-common"), ("okafor@example.edu", "too-common"),
        ("aaaaaaaaaaaaaaaaaaa", "too-common"), ("123456789012345678", "too-common"),
        ("trustno1butterfly", "too-common"), ("Chocolate Mustang 1!", "too-common"),
        (String(repeating: "ab cd ef ", count: 40), "too-long"),
    ])
    func `what is short or tried first is refused with its reason`(
        _ password: String, _ code: String
    )
        async throws
    {
        let invalid = await #expect(throws: Invalid.self) {
            try await records.setPassword(password, of: World.ada, by: dean, at: World.noon)
        }

        #expect(invalid?.faults.map(\.code) == [code])
    }

    @Test(arguments: ["fünfzehn Zeichen!", "水曜日の夜にみんなでチャットを", "tulip anvil 7 okafor moss"])
    func `what is long and one's own is taken, in any script`(_ password: String) async throws {
        try await records.setPassword(password, of: World.ada, by: dean, at: World.noon)

        #expect(try await signIn(password).person == World.ada)
    }
}
