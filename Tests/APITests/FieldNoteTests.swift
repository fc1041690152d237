import Domain
import Foundation
import HTTPTypes
import Support
import Testing

@Suite(.world) struct FieldNoteTests {
    private struct Note: Decodable {
        let id: String
        let visitedOn: String
        let observed: String
        let thought: String
        let pageAddress: String?
        let version: Int
    }

    @Test func `a learner writes, edits and deletes notes, and a retry makes no second one`()
        async throws
    {
        try await LiveAPI.run { api in
            let path = "/assignments/\(try await api.assigned(to: World.ada))/field-notes"
            let body = """
                {"visited_on": "2027-03-01", "observed": "Thirty posts.", "thought": "Why?",
                 "page_address": "https://example.org/hers"}
                """
            let made = try await api.post(path, as: World.ada, body, key: "one")
            let again = try await api.post(path, as: World.ada, body, key: "one")
            let note = try made.json(Note.self)
            let address = "/field-notes/\(note.id)"
            let edited = try await api.send(
                .patch, address, as: World.ada, #"{"thought": "Whose?", "page_address": null}"#,
                version: 1)
            let stale = try await api.send(
                .patch, address, as: World.ada, #"{"thought": "Late"}"#, version: 1)
            let list = try await api.get(path, as: World.ada)
            let hidden = try await api.get(path, as: World.vega)

            #expect(made.status == 201 && made.version == 1 && again.bytes == made.bytes)
            #expect(made.headers[.location] == "/api/v1/field-notes/\(note.id)")
            #expect(
                note.pageAddress == "https://example.org/hers" && note.visitedOn == "2027-03-01")
            #expect(edited.version == 2 && stale.status == 412 && hidden.status == 404)
            let left = try list.json(Items<Note>.self).items
            #expect(left.map(\.thought) == ["Whose?"] && left.map(\.observed) == ["Thirty posts."])
            #expect(left.map(\.pageAddress) == [nil] && left.map(\.version) == [2])
            let gone = try await api.send(.delete, address, as: World.ada, version: 2)
            #expect(gone.status == 204)
            #expect(try await api.get(address, as: World.ada).status == 404)
        }
    }

    @Test func `what doesn't fit is told at its field`() async throws {
        try await LiveAPI.run { api in
            let path = "/assignments/\(try await api.assigned(to: World.ada))/field-notes"
            for (body, pointers) in [
                ("{}", ["/visited_on", "/observed"]),
                (#"{"visited_on": "1 March", "observed": "x"}"#, ["/visited_on"]),
                (#"{"visited_on": "2027-04-01", "observed": "x"}"#, ["/visited_on"]),
                (
                    #"{"visited_on": "2027-03-01", "observed": "x", "page_address": "hers"}"#,
                    ["/page_address"]
                ),
            ] {
                let answer = try await api.post(path, as: World.ada, body)
                #expect(try answer.json(Faults.self).errors?.map(\.pointer) == pointers)
            }
        }
    }
}
