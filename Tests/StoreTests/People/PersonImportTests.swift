import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct PersonImportTests {
    private let dean = World.actor(World.dean)

    private func take(_ lines: [Person.Line]) async throws -> [PersonImportRow] {
        try await #require(TestDatabase.current).records.importPeople(
            lines, by: dean, at: World.noon)
    }

    private func person(_ email: String) async throws -> PersonRecord {
        try await #require(TestDatabase.current).records.person(email: email, by: dean)
    }

    @Test func `people are known by their address, and what a line leaves empty stays`()
        async throws
    {
        let old = try await #require(TestDatabase.current).records.person(World.ada, by: dean)
        let lines = [
            Person.Line(line: 2, email: old.person.email, familyName: "Okafor-Reed"),
            Person.Line(
                line: 3, email: "new@example.edu", familyName: "New", givenName: "Nour",
                registrarID: "900", roles: [.instructor]),
        ]

        let first = try await take(lines)
        let second = try await take(lines)

        #expect(first.map(\.fate) == [.changed, .new])
        #expect(second.map(\.fate) == [.unchanged, .unchanged])
        let changed = try await person(old.person.email)
        #expect(changed.person.legalName.family == "Okafor-Reed")
        #expect(changed.person.registrarID == old.person.registrarID)
        #expect(changed.person.chosenName == old.person.chosenName)
        let made = try await person("new@example.edu")
        #expect(made.person.chosenName == "Nour New" && made.roles == [.instructor])
    }

    @Test func `a registrar's id that is another's is refused with whose it is`() async throws {
        let rows = try await take([
            Person.Line(line: 2, email: "a@example.edu", familyName: "A", registrarID: "021"),
            Person.Line(line: 3, email: "b@example.edu", familyName: "B", registrarID: "901"),
            Person.Line(line: 4, email: "c@example.edu", familyName: "C", registrarID: "901"),
        ])

        #expect(rows.map(\.fate) == [.refused, .new, .refused])
        #expect(rows[2].reason?.contains("b@example.edu") == true)
        await #expect(throws: NotFound.self) { try await person("c@example.edu") }
    }
}
