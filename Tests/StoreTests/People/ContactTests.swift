import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct ContactTests {
    private let counseling = Contact(
        kind: .counseling, name: "Student Counseling", reach: "555-0142", hours: "Mon–Fri 8–18",
        note: "Confidential.")
    private let line = Contact(
        kind: .crisisLine, name: "988 Suicide & Crisis Lifeline", reach: "Call or text 988")
    private let records: Records

    init() throws {
        records = try #require(TestDatabase.current).records
    }

    @Test func `everyone of the school reads them in its order, and no other school does`()
        async throws
    {
        let dean = World.actor(World.dean)
        let none = try await records.contacts(by: dean)
        _ = try await records.replaceContacts(
            with: [counseling, line], version: 0, by: dean, at: World.noon)

        #expect(none == ContactList([], version: 0))
        for person in [World.ada, World.vega, World.osei, World.zoe, World.dean] {
            #expect(
                try await records.contacts(by: World.actor(person))
                    == ContactList([counseling, line], version: 1))
        }
        #expect(try await records.contacts(by: World.actor(World.sia)).contacts.isEmpty)
    }

    @Test func `the office replaces all of them, over the version that it read`() async throws {
        let dean = World.actor(World.dean)
        _ = try await records.replaceContacts(
            with: [counseling, line], version: 0, by: dean, at: World.noon)

        for version in [0, 2] {
            await #expect(throws: PreconditionFailed.self) {
                try await records.replaceContacts(
                    with: [line], version: version, by: dean, at: World.noon)
            }
        }
        let second = try await records.replaceContacts(
            with: [line, counseling], version: 1, by: World.operator, at: World.noon)
        _ = try await records.replaceContacts(with: [], version: 2, by: dean, at: World.noon)

        #expect(second == ContactList([line, counseling], version: 2))
        #expect(try await records.contacts(by: dean) == ContactList([], version: 3))
        let lines = try await records.audit(by: dean).items
            .filter { $0.entry.action == "contact_list.replaced" }
        #expect(lines.compactMap { $0.entry.detail["contacts"] }.sorted() == ["0", "2", "2"])
    }

    @Test(arguments: [World.ada, World.vega, World.osei, World.zoe, World.nia])
    func `nobody else replaces them`(person: ID<Person>) async throws {
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.replaceContacts(
                with: [line], version: 0, by: World.actor(person), at: World.noon)
        }
    }
}
