import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct ChangeTests {
    private struct Change: Decodable {
        let cursor: String
        let action: String
        let subjectKind: String
        let subjectId: String
        let personId: String?
    }

    @Test func `a script follows an offering with nothing but the last cursor`() async throws {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        @Sendable func explore(_ title: String) async throws {
            _ = try await records.createExploration(
                Exploration.Content(
                    title: title, prompt: "Read.", communities: [], opensAt: World.noon,
                    dueAt: World.noon.addingTimeInterval(World.day)),
                in: World.spring, by: vega, at: World.noon)
            try await records.sealAudit(at: World.noon)
        }
        try await explore("One")

        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/changes"
            let first: Items<Change> = try await api.get(path, as: World.osei).json()
            let cursor = try #require(first.items.last).cursor
            let quiet: Items<Change> = try await api.get(
                "\(path)?cursor=\(cursor)", as: World.osei
            ).json()
            try await explore("Two")
            let next: Items<Change> = try await api.get(
                "\(path)?cursor=\(cursor)", as: World.osei
            ).json()

            #expect(first.items.map(\.action) == ["exploration.created"])
            #expect(first.items.map(\.subjectKind) == ["exploration"])
            #expect(first.items.map(\.personId) == ["\(World.vega)"])
            #expect(quiet.items.isEmpty && quiet.nextCursor == nil)
            #expect(next.items.count == 1)
            #expect(next.items.first?.subjectId != first.items.first?.subjectId)
            let unreadable = try await api.get("\(path)?cursor=x", as: World.osei)
            #expect(try unreadable.json(Faults.self).errors?.map(\.pointer) == ["?cursor"])
        }
    }
}
