import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct HandoutTests {
    private struct Made: Decodable {
        let id: String
        let title: String
        let url: String?
    }

    private struct List: Decodable {
        let items: [Made]
    }

    @Test func `staff hand out, edit and take back, and learners read in order`() async throws {
        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/handouts"
            let first = try await api.post(
                path, as: World.vega,
                #"{"title": "Learn, Connect, Engage", "url": "https://example.org/lce"}"#,
                key: "one")
            _ = try await api.post(
                path, as: World.osei, ##"{"title": "Read first", "body": "# Why", "position": 0}"##)
            _ = try await api.post(
                path, as: World.osei, ##"{"title": "Read last", "body": "# Then", "position": 9}"##)
            let id = try first.json(Made.self).id
            let edited = try await api.send(
                .patch, "/handouts/\(id)", as: World.vega, #"{"url": null, "body": "Gone."}"#,
                version: 1)
            let stale = try await api.send(
                .patch, "/handouts/\(id)", as: World.vega, #"{"title": "Late"}"#, version: 1)
            let seen = try await api.get(path, as: World.ada)

            #expect(first.status == 201 && edited.status == 200 && stale.status == 412)
            #expect(try edited.json(Made.self).url == nil)
            #expect(
                try seen.json(List.self).items.map(\.title)
                    == ["Learn, Connect, Engage", "Read last"])
            let gone = try await api.send(
                .delete, "/handouts/\(id)", as: World.osei, version: 2)
            let left = try await api.get(path, as: World.ada)
            #expect(gone.status == 204 && !left.text.contains("Connect"))
        }
    }

    @Test func `a handout that holds nothing, or leads nowhere, is refused at its field`()
        async throws
    {
        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/handouts"
            for (body, pointer) in [
                (#"{"title": "x"}"#, "/body"), (#"{"body": "x"}"#, "/title"),
                (#"{"title": "x", "url": "javascript:alert(1)"}"#, "/url"),
                (#"{"title": "x", "body": "y", "position": 0}"#, "/position"),
            ] {
                let answer = try await api.post(path, as: World.vega, body)
                #expect(try answer.json(Faults.self).errors?.map(\.pointer) == [pointer])
            }
        }
    }
}
