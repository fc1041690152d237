import Domain
import Store
import Support
import Testing

@Suite(.world) struct InstitutionTests {
    private let eastbrook = Institution.Content(
        slug: "eastbrook-medicine", name: "Eastbrook", zone: "America/Chicago")

    private func add(_ content: Institution.Content) async throws -> Institution {
        let records = try #require(TestDatabase.current).records
        return try await records.addInstitution(
            content, by: "root", requestID: "test", at: World.noon)
    }

    @Test func `a school that was added is found by its slug and stands in the list`() async throws
    {
        let records = try #require(TestDatabase.current).records

        let added = try await add(eastbrook)

        #expect(try await records.institution(slug: "eastbrook-medicine") == added)
        #expect(
            try await records.institutions().map(\.slug)
                == ["eastbrook-medicine", "northfield", "southport"])
        let audit = try await records.audit(
            by: Actor(institution: added.id, identity: .operator("root"), requestID: "test"))
        #expect(audit.items.map(\.entry.action) == ["institution.added"])
        #expect(audit.items.first?.entry.operatorName == "root")
    }

    @Test func `a slug belongs to one school`() async throws {
        let records = try #require(TestDatabase.current).records
        var content = eastbrook
        content.slug = "northfield"

        await #expect(throws: Institution.Refusal.slugTaken) { try await add(content) }
        #expect(try await records.institutions().count == 2)
    }

    @Test func `an unknown slug names nothing`() async throws {
        let records = try #require(TestDatabase.current).records

        await #expect(throws: NotFound.self) { try await records.institution(slug: "nowhere") }
    }

    @Test func `every fault of a school is said at once`() async throws {
        let content = Institution.Content(slug: "East Brook", name: " ", zone: "Chicago time")

        let invalid = await #expect(throws: Invalid.self) { try await add(content) }

        #expect(invalid?.faults.map(\.pointer) == ["/slug", "/name", "/zone"])
    }
}
