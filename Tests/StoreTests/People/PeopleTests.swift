import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct PeopleTests {
    private let dean = World.actor(World.dean)
    private let kim = Person.Content(
        legalName: Person.LegalName(given: "Kimberly", family: "Ito"), chosenName: "Kim Ito",
        email: "Ito@Example.edu", registrarID: "900", discipline: "nursing", roles: [.instructor])

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func actions(on id: ID<Person>) async throws -> Set<String> {
        Set(
            try await records.audit(AuditFilter(subject: id.rawValue), by: dean).items
                .map(\.entry.action))
    }

    @Test func `someone who was added is shown as they were added`() async throws {
        let id = try await records.addPerson(kim, by: dean, at: World.noon)

        let shown = try await records.person(id, by: dean)

        #expect(shown.content == kim)
        #expect(shown.person.email == "ito@example.edu" && shown.person.version == 1)
        #expect(try await records.person(email: "ITO@example.edu", by: dean) == shown)
        #expect(try await actions(on: id) == ["person.added"])
    }

    @Test func `an address and a registrar's id belong to one person of the school`() async throws {
        var sameEmail = kim
        sameEmail.email = "okafor@example.edu"
        var sameID = kim
        sameID.registrarID = "021"

        await #expect(throws: Person.Refusal.emailTaken) {
            try await records.addPerson(sameEmail, by: dean, at: World.noon)
        }
        await #expect(throws: Person.Refusal.registrarIDTaken) {
            try await records.addPerson(sameID, by: dean, at: World.noon)
        }
        let elsewhere = try await records.addPerson(
            sameEmail, by: World.actor(World.sam), at: World.noon)
        await #expect(throws: NotFound.self) { try await records.person(elsewhere, by: dean) }
    }

    @Test func `a retry with its key adds nobody twice`() async throws {
        let key = IdempotencyKey(
            key: "once", route: "people", bodyDigest: [UInt8](repeating: 7, count: 32))

        let first = try await records.addPerson(kim, by: dean, at: World.noon, once: key)
        let second = try await records.addPerson(kim, by: dean, at: World.noon, once: key)

        #expect(first == second)
        #expect(try await records.people(search: "ito", by: dean).items.count == 1)
    }

    @Test func `pages of people join without a gap and without anyone twice`() async throws {
        var names: [String] = []
        var after: Cursor?
        repeat {
            let page = try await records.people(by: dean, PageRequest(limit: 3, after: after))
            #expect(page.items.count <= 3)
            names += page.items.map(\.person.chosenName)
            after = page.next
        } while after != nil

        #expect(names.count == 11 && names == names.sorted() && Set(names).count == 11)
    }

    @Test(arguments: [
        ("OKAF", ["Adaeze Okafor"]), ("stone@", ["Eve Stone"]), ("100%", []), ("_", []),
    ])
    func `people are found by a part of name or address`(_ part: String, _ names: [String])
        async throws
    {
        let found = try await records.people(search: part, by: dean)

        #expect(found.items.map(\.person.chosenName) == names)
    }

    @Test func `the office alone sees people`() async throws {
        let ada = World.actor(World.ada)

        for other in [ada, World.actor(World.vega), World.actor(World.osei)] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await records.person(World.bo, by: other)
            }
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await records.people(by: other)
            }
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await records.addPerson(kim, by: other, at: World.noon)
            }
        }
        let southport = World.actor(World.sam)
        await #expect(throws: NotFound.self) { try await records.person(World.ada, by: southport) }
    }

    @Test func `an edit names the version that it was made from`() async throws {
        let id = try await records.addPerson(kim, by: dean, at: World.noon)
        var changed = kim
        (changed.chosenName, changed.registrarID) = ("Kimi Ito", nil)
        changed.roles = [.coordinator]

        try await records.edit(id, to: changed, version: 1, by: dean, at: World.noon)

        let shown = try await records.person(id, by: dean)
        #expect(shown.content == changed && shown.person.version == 2)
        #expect(try await actions(on: id) == ["person.added", "person.edited", "person.appointed"])
        await #expect(throws: PreconditionFailed.self) {
            try await records.edit(id, to: kim, version: 1, by: dean, at: World.noon)
        }
    }

    @Test func `who is deactivated loses every session and token, and may come back`() async throws
    {
        let database = try #require(TestDatabase.current)
        let school = World.northfield
        let digest = [UInt8](repeating: 3, count: 32)
        _ = try await database.owner.write([
            """
            INSERT INTO session (institution_id, id, person_id, digest, created_at, last_used_at,
                expires_at)
            VALUES (\(school), \(UUID()), \(World.ada), \(digest), \(World.noon), \(World.noon),
                \(World.noon.addingTimeInterval(3600)))
            """,
            """
            INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes,
                created_at, expires_at)
            VALUES (\(school), \(UUID()), \(World.ada), 'script', \(digest), '{read}',
                \(World.noon), \(World.noon.addingTimeInterval(3600)))
            """,
        ])
        var content = try await records.person(World.ada, by: dean).content
        content.isActive = false

        try await records.edit(World.ada, to: content, version: 1, by: dean, at: World.noon)

        let left = try await database.owner.read([
            "SELECT count(*) AS sessions FROM session",
            "SELECT count(*) AS valid FROM api_token WHERE revoked_at IS NULL",
        ])
        #expect(try left[0][0]["sessions"] == 0 && left[1][0]["valid"] == 0)
        let gone = try await records.person(World.ada, by: dean)
        #expect(gone.person.deactivatedAt == World.noon)
        content.isActive = true
        try await records.edit(World.ada, to: content, version: 2, by: dean, at: World.noon)
        #expect(try await records.person(World.ada, by: dean).person.deactivatedAt == nil)
    }

    @Test func `nobody takes the office or the account from themselves`() async throws {
        let own = try await records.person(World.dean, by: dean).content
        var closed = own
        closed.isActive = false
        var dismissed = own
        dismissed.roles = []

        for content in [closed, dismissed] {
            await #expect(throws: Person.Refusal.ownAccount) {
                try await records.edit(
                    World.dean, to: content, version: 1, by: dean, at: World.noon)
            }
        }
        try await records.edit(World.dean, to: own, version: 1, by: dean, at: World.noon)
    }

    @Test func `every fault of a person is said at once`() async throws {
        let content = Person.Content(
            legalName: Person.LegalName(given: "", family: " "), chosenName: "",
            email: "nobody", registrarID: "", roles: [.learner])

        let invalid = await #expect(throws: Invalid.self) {
            try await records.addPerson(content, by: dean, at: World.noon)
        }

        #expect(
            invalid?.faults.map(\.pointer) == [
                "/chosen_name", "/legal_family_name", "/email", "/registrar_id", "/roles",
            ])
    }
}
