import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct OfficeTests {
    private struct Person: Decodable {
        let id: String
        let chosenName: String
        let registrarId: String?
        let roles: [String]
        let deactivatedAt: String?
    }
    private struct Line: Decodable {
        let action: String
        let personId: String?
        let sealedAs: Int64?
        let detail: [String: String]
    }

    private let kim = """
        {"legal_given_name": "Kim", "legal_family_name": "Ito", "email": "Ito@example.edu",
         "registrar_id": "900", "roles": ["instructor"]}
        """

    @Test func `a person is added once, shown, and changed by version`() async throws {
        try await LiveAPI.run { api in
            let added = try await api.post("/people", as: World.dean, kim, key: "kim")
            let again = try await api.post("/people", as: World.dean, kim, key: "kim")
            let taken = try await api.post("/people", as: World.dean, kim)
            let person: Person = try added.json()

            #expect(added.status == 201 && added.version == 1)
            #expect(added.headers[.location] == "/api/v1/people/\(person.id)")
            #expect(again.bytes == added.bytes)
            #expect(try taken.json(Faults.self).type == "/problems/email-taken")

            let path = "/people/\(person.id)"
            let edited = try await api.send(
                .patch, path, as: World.dean,
                "{\"chosen_name\": \"Kimi Ito\", \"registrar_id\": null, \"is_active\": false}",
                version: 1)
            let late = try await api.send(.patch, path, as: World.dean, "{}", version: 1)
            let unnamed = try await api.send(.patch, path, as: World.dean, "{}")
            let now: Person = try edited.json()

            #expect(edited.status == 200 && edited.version == 2)
            #expect(now.chosenName == "Kimi Ito" && now.registrarId == nil)
            #expect(now.roles == ["instructor"] && now.deactivatedAt != nil)
            #expect(late.status == 412 && unnamed.status == 428)
        }
    }

    @Test func `faults of a new person are named by their place`() async throws {
        try await LiveAPI.run { api in
            let missing = try await api.post("/people", as: World.dean, "{}")
            let wrong = try await api.post(
                "/people", as: World.dean,
                "{\"legal_family_name\": \"Ito\", \"email\": \"ito\", \"roles\": [\"learner\"]}")

            #expect(
                try missing.json(Faults.self).errors?.map(\.pointer)
                    == ["/legal_family_name", "/email"])
            #expect(try wrong.json(Faults.self).errors?.map(\.pointer) == ["/email", "/roles"])
        }
    }

    @Test func `people are listed in pages and found by a part of their name`() async throws {
        try await LiveAPI.run { api in
            let first = try await api.get("/people?limit=4", as: World.dean)
                .json(Items<Person>.self)
            let cursor = try #require(first.nextCursor)
            let second = try await api.get("/people?limit=200&cursor=\(cursor)", as: World.dean)
                .json(Items<Person>.self)
            let found = try await api.get("/people?q=okaf", as: World.dean)
                .json(Items<Person>.self)

            #expect(first.items.count == 4 && second.items.count == 7)
            #expect(Set((first.items + second.items).map(\.id)).count == 11)
            #expect(found.items.map(\.chosenName) == ["Adaeze Okafor"])
        }
    }

    @Test func `only the office sees people and the record`() async throws {
        try await LiveAPI.run { api in
            for person in [World.ada, World.vega, World.osei] {
                for path in ["/people", "/people/\(World.bo)", "/audit"] {
                    let status = try await api.get(path, as: person).status
                    #expect(status == 403)
                }
            }
            let elsewhere = try await api.get("/people/\(World.bo)", as: World.sam).status
            #expect(elsewhere == 404)
        }
    }

    @Test func `the record shows who did what, and its seals`() async throws {
        try await LiveAPI.run { api in
            _ = try await api.post("/people", as: World.dean, kim)
            _ = try await api.get("/people", as: World.ada)
            try await api.database.records.sealAudit(at: World.noon)

            let all = try await api.get("/audit", as: World.dean).json(Items<Line>.self).items
            let refused = try await api.get(
                "/audit?action=request.&person_id=\(World.ada)", as: World.dean
            ).json(Items<Line>.self).items
            let later = try await api.get("/audit?from=2027-03-01T12:00:01Z", as: World.dean)

            #expect(Set(all.map(\.action)) == ["person.added", "request.refused"])
            #expect(Set(all.map(\.sealedAs)) == [1, 2])
            #expect(
                refused.map(\.detail) == [["code": "not-allowed", "route": "GET /people"]])
            #expect(try later.json(Items<Line>.self).items.isEmpty)
            #expect(try await api.get("/audit?from=now", as: World.dean).status == 422)
        }
    }
}
