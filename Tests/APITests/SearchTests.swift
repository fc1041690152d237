import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct SearchTests {
    private struct Hit: Decodable {
        struct Match: Decodable {
            let startsAt: Int
            let endsAt: Int
        }

        let text: String
        let matches: [Match]
        let communityName: String?
        let submissionNumber: Int?
    }

    @Test func `everyone searches their school's catalog, and none but theirs`() async throws {
        try await LiveAPI.run { api in
            let found: Items<Hit> = try await api.get("/search?q=diabetes%20blog", as: World.zoe)
                .json()
            let other: Items<Hit> = try await api.get("/search?q=diabetes", as: World.sia).json()

            #expect(found.items.map(\.communityName) == ["A Blog"])
            let hit = try #require(found.items.first)
            let words = hit.matches.map { match in
                String(hit.text.dropFirst(match.startsAt).prefix(match.endsAt - match.startsAt))
            }
            #expect(Set(words) == ["Blog", "blog", "diabetes"])
            #expect(other.items.isEmpty)
        }
    }

    @Test func `texts are searched in one offering, and a question that says nothing is refused`()
        async throws
    {
        let appeal = try await Appeal.made()

        try await LiveAPI.run(at: Appeal.later) { api in
            let place = "in=submissions&offering_id=\(World.spring)"
            let answer = try await api.get("/search?q=anger&\(place)", as: World.vega)
            let found: Items<Hit> = try answer.json()
            let office = try await api.get("/search?q=anger&\(place)", as: World.osei)
            func pointers(_ query: String) async throws -> [String]? {
                try await api.get("/search?\(query)", as: World.vega).json(Faults.self).errors?
                    .map(\.pointer)
            }

            #expect(found.items.map(\.submissionNumber) == [1])
            #expect(found.items.first?.text.contains("expected <anger> & found") == true)
            #expect(answer.text.contains("\(appeal.assignment)"))
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(office.status == 403)
            #expect(try await pointers("q=") == ["?q"])
            #expect(try await pointers("in=submissions") == ["?q"])
            #expect(try await pointers("q=anger&in=submissions") == ["?offering_id"])
            #expect(try await pointers("q=anger&in=drafts") == ["?in"])
            #expect(try await pointers("q=anger&limit=201") == ["?limit"])
        }
    }
}
