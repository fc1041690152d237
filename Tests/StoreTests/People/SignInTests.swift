import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct SignInTests {
    private let words = "correct horse battery staple"
    private let dean = World.actor(World.dean)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func known() async throws {
        try await records.setPassword(words, of: World.ada, by: dean, at: World.noon)
    }

    @discardableResult
    private func signIn(
        _ email: String = "Okafor@Example.edu", _ password: String? = nil,
        at slug: String = "northfield", from address: String = "192.0.2.1",
        on device: Secret? = nil, replacing old: Secret? = nil, when now: Date = World.noon
    ) async throws -> SignedIn {
        try await records.signIn(
            email, password ?? words, at: slug, from: address, on: device, replacing: old,
            requestID: "test",
            at: now
        ).session()
    }

    private func fail(_ email: String, times: Int, from address: String = "192.0.2.1") async throws
    {
        for _ in 0..<times {
            await #expect(throws: Unauthenticated.self) {
                try await signIn(email, "wrong", from: address)
            }
        }
    }

    @Test func `who knows the password is let in as themselves`() async throws {
        try await known()

        let session = try await signIn()
        let actor = try await records.authenticate(
            session.secret, requestID: "next", at: World.noon)

        #expect(session.person == World.ada && actor.person == World.ada)
        #expect(actor.institution == World.northfield && actor.scopes == nil)
        #expect(actor.requestID == "next" && actor.roles.isEmpty)
    }

    @Test func `appointments come with the session`() async throws {
        try await records.setPassword(words, of: World.dean, by: dean, at: World.noon)

        let session = try await signIn("alder@example.edu")

        #expect(
            try await records.authenticate(session.secret, requestID: "test", at: World.noon).roles
                == [.coordinator])
    }

    @Test func `a wrong password, name or school, and an account without one, look alike`()
        async throws
    {
        try await known()
        let attempts = [
            ("okafor@example.edu", "wrong", "northfield"),
            ("nobody@example.edu", words, "northfield"),
            ("okafor@example.edu", words, "southport"), ("okafor@example.edu", words, "nowhere"),
            ("lindqvist@example.edu", words, "northfield"),
        ]

        for (email, password, slug) in attempts {
            await #expect(throws: Unauthenticated.self) {
                try await signIn(email, password, at: slug)
            }
        }
        let record = try await records.audit(AuditFilter(action: "session."), by: dean).items
        #expect(record.map(\.entry.action) == Array(repeating: "session.refused", count: 3))
        #expect(record.allSatisfy { $0.entry.person == nil })
    }

    @Test(arguments: ["okafor@example.edu", "nobody@example.edu"])
    func `after five failures the wait doubles, whoever it is`(_ email: String) async throws {
        try await known()
        try await fail(email, times: 5)

        let first = await #expect(throws: TooMany.self) {
            try await signIn(email, when: World.noon + 1)
        }
        await #expect(throws: Unauthenticated.self) {
            try await signIn(email, "wrong", when: World.noon + 2)
        }
        let second = await #expect(throws: TooMany.self) {
            try await signIn(email, when: World.noon + 3)
        }

        #expect(first?.retryAfter == .seconds(1))
        #expect(second?.retryAfter == .seconds(3))
    }

    @Test func `a success clears the failures`() async throws {
        try await known()
        try await fail("okafor@example.edu", times: 4)
        try await signIn()
        try await fail("okafor@example.edu", times: 4)

        #expect(try await signIn().person == World.ada)
    }

    @Test func `a stranger's failures don't keep somebody out elsewhere`() async throws {
        try await known()
        try await fail("okafor@example.edu", times: 5, from: "203.0.113.9")

        await #expect(throws: TooMany.self) { try await signIn(from: "203.0.113.9") }
        #expect(try await signIn(from: "192.0.2.1").person == World.ada)
    }

    @Test func `guesses from everywhere don't keep somebody out where they have signed in before`()
        async throws
    {
        try await known()
        var random = SystemRandomNumberGenerator()
        let (laptop, other) = (
            Secret(of: UUID(), random: &random), Secret(of: UUID(), random: &random)
        )
        try await signIn(on: laptop)
        for house in 0..<10 {
            try await fail("okafor@example.edu", times: 5, from: "203.0.113.\(house)")
        }

        await #expect(throws: TooMany.self) { try await signIn(on: other) }
        await #expect(throws: TooMany.self) { try await signIn() }
        #expect(try await signIn(on: laptop).person == World.ada)
    }

    @Test func `a device that is known guesses no faster`() async throws {
        try await known()
        var random = SystemRandomNumberGenerator()
        let laptop = Secret(of: UUID(), random: &random)
        try await signIn(on: laptop)
        for _ in 0..<5 {
            await #expect(throws: Unauthenticated.self) {
                try await signIn("okafor@example.edu", "wrong", on: laptop)
            }
        }

        await #expect(throws: TooMany.self) { try await signIn(on: laptop) }
    }

    @Test func `failures are forgiven in time`() async throws {
        try await known()
        try await fail("okafor@example.edu", times: 5)

        await #expect(throws: Unauthenticated.self) {
            try await signIn("okafor@example.edu", "wrong", when: World.noon + 4 * 3600)
        }
        #expect(try await signIn(when: World.noon + 4 * 3600).person == World.ada)
    }

    @Test func `a session ends when it lies unused, and after half a day in any case`()
        async throws
    {
        try await known()
        let idle = try await signIn()
        let busy = try await signIn()
        let records = try records
        func use(_ session: SignedIn, _ hours: Double) async throws {
            _ = try await records.authenticate(
                session.secret, requestID: "test", at: World.noon + hours * 3600)
        }

        for hours in 1...11 { try await use(busy, Double(hours)) }

        await #expect(throws: Unauthenticated.self) { try await use(idle, 2) }
        await #expect(throws: Unauthenticated.self) { try await use(busy, 12) }
        #expect(busy.expiresAt == World.noon + 12 * 3600)
    }

    @Test func `a session from a time to come has ended, until then`() async throws {
        try await known()
        let month: TimeInterval = 30 * 86_400
        let ahead = try await signIn(when: World.noon + month)
        let used = try await signIn()
        let records = try records
        func use(_ session: SignedIn, _ seconds: TimeInterval) async throws {
            _ = try await records.authenticate(
                session.secret, requestID: "test", at: World.noon + seconds)
        }
        try await use(used, 7000)

        await #expect(throws: Unauthenticated.self) { try await use(ahead, 0) }
        await #expect(throws: Unauthenticated.self) { try await use(ahead, month - 61) }
        await #expect(throws: Unauthenticated.self) { try await use(used, 0) }
        try await use(ahead, month - 60)
        try await use(used, 6940)
    }

    @Test func `failures of a time to come don't keep anybody out`() async throws {
        try await known()
        let ahead = World.noon + 30 * 86_400
        for _ in 0..<5 {
            await #expect(throws: Unauthenticated.self) {
                try await signIn("okafor@example.edu", "wrong", when: ahead)
            }
        }

        await #expect(throws: Unauthenticated.self) {
            try await signIn("okafor@example.edu", "wrong")
        }
        #expect(try await signIn().person == World.ada)
    }

    @Test func `signing out ends that session alone, and a second time changes nothing`()
        async throws
    {
        try await known()
        let ada = World.actor(World.ada)
        let (first, second) = (try await signIn(), try await signIn())

        try await records.signOut(first.secret, by: ada, at: World.noon)
        try await records.signOut(first.secret, by: ada, at: World.noon)

        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(first.secret, requestID: "test", at: World.noon)
        }
        _ = try await records.authenticate(second.secret, requestID: "test", at: World.noon)
        let record = try await records.audit(AuditFilter(action: "session.closed"), by: dean)
        #expect(record.items.count == 1)
    }

    @Test func `who is deactivated isn't let in`() async throws {
        try await known()
        let open = try await signIn()
        var content = try await records.person(World.ada, by: dean).content
        content.isActive = false
        try await records.edit(World.ada, to: content, version: 1, by: dean, at: World.noon)

        await #expect(throws: Unauthenticated.self) { try await signIn() }
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(open.secret, requestID: "test", at: World.noon)
        }
    }

    @Test func `a hash of another cost is made again at the sign-in`() async throws {
        let database = try #require(TestDatabase.current)
        var random = SystemRandomNumberGenerator()
        let old = try PasswordHash(
            hashing: words, cost: PasswordHash.Cost(logRounds: 2, blockSize: 8, parallelism: 1),
            random: &random)
        _ = try await database.owner.write([
            """
            INSERT INTO credential (institution_id, person_id, phc, changed_at)
            VALUES (\(World.northfield), \(World.ada), \(old.phc), \(World.noon))
            """
        ])

        try await signIn()

        let stored: String = try await database.owner.read(["SELECT phc FROM credential"])[0][0][
            "phc"]
        #expect(stored != old.phc && stored.hasPrefix("$scrypt$ln=4,"))
        #expect(try await signIn().person == World.ada)
    }
}
