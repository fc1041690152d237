import Domain
import Foundation
import HTTPTypes
import Support
import Testing

@Suite(.world) struct ContactTests {
    private struct Listed: Decodable {
        let kind: String
        let name: String
        let hours: String
    }

    @Test func `the office replaces the list, and learners read it`() async throws {
        try await LiveAPI.run { api in
            let body = """
                {"items": [
                    {"kind": "counseling", "name": "Counseling", "reach": "555-0142", "hours": "8–18"},
                    {"kind": "crisis_line", "name": "Lifeline", "reach": "988"}]}
                """
            let none = try await api.get("/contacts", as: World.ada)
            let bare = try await api.send(.put, "/contacts", as: World.dean, body)
            let set = try await api.send(.put, "/contacts", as: World.dean, body, version: 0)
            let stale = try await api.send(.put, "/contacts", as: World.dean, body, version: 0)
            let refused = try await api.send(.put, "/contacts", as: World.osei, body, version: 1)
            let read = try await api.get("/contacts", as: World.ada)

            #expect(none.status == 200 && none.version == 0 && none.text == #"{"items":[]}"#)
            #expect(bare.status == 428 && stale.status == 412 && refused.status == 403)
            #expect(set.status == 200 && set.version == 1 && read.text == set.text)
            let listed = try read.json(Items<Listed>.self).items
            #expect(listed.map(\.kind) == ["counseling", "crisis_line"])
            #expect(listed.map(\.hours) == ["8–18", ""])
        }
    }

    @Test func `a faulty entry is told at its field`() async throws {
        try await LiveAPI.run { api in
            for (body, pointer) in [
                (#"{}"#, "/items"),
                (#"{"items": [{"kind": "friend", "name": "A", "reach": "B"}]}"#, "/items/0/kind"),
                (#"{"items": [{"kind": "other", "name": "", "reach": "B"}]}"#, "/items/0/name"),
                (#"{"items": [{"kind": "other", "name": "A"}]}"#, "/items/0/reach"),
            ] {
                let answer = try await api.send(
                    .put, "/contacts", as: World.dean, body, version: 0)
                #expect(try answer.json(Faults.self).errors?.map(\.pointer) == [pointer])
            }
        }
    }
}
