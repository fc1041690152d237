import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct RehearsalTests {
    private let kim = Person.Content(
        legalName: Person.LegalName(given: "Kim", family: "Ito"), chosenName: "Kim Ito",
        email: "ito@example.edu")

    @Test func `a rehearsal answers as the action would, and leaves nothing`() async throws {
        let records = try #require(TestDatabase.current).records

        _ = try await records.rehearsing.addPerson(kim, by: World.operator, at: World.noon)

        await #expect(throws: NotFound.self) {
            try await records.person(email: kim.email, by: World.operator)
        }
        #expect(try await records.audit(by: World.operator).items.isEmpty)
    }

    @Test func `a rehearsal refuses what the schema refuses at the end`() async throws {
        let records = try #require(TestDatabase.current).records
        _ = try await records.addPerson(kim, by: World.operator, at: World.noon)

        await #expect(throws: Person.Refusal.emailTaken) {
            try await records.rehearsing.addPerson(kim, by: World.operator, at: World.noon)
        }
    }

    @Test func `a write of one round trip is rehearsed too`() async throws {
        let records = try #require(TestDatabase.current).records

        try await records.rehearsing.recordRefusal(
            "not-allowed", route: "GET /", by: World.operator, at: World.noon)

        #expect(try await records.audit(by: World.operator).items.isEmpty)
    }
}
