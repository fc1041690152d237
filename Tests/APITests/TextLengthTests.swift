import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct TextLengthTests {
    @Test func `letters that carry any number of marks count each of them`() async throws {
        try await LiveAPI.run { api in
            let name = String(decoding: try JSONEncoder().encode(Hostile.marks), as: UTF8.self)
            let person = try await api.post(
                "/people", as: World.dean,
                #"{"legal_family_name": "Ito", "email": "i@x.edu", "chosen_name": \#(name)}"#)
            let offering = try await api.post(
                "/offerings", as: World.dean,
                """
                {"course": {"code": \(name)}, "title": \(name), "starts_on": "2027-06-01",
                 "ends_on": "2027-07-01", "zone": "America/New_York", "sections": []}
                """)
            let community = try await api.post(
                "/communities", as: World.vega,
                """
                {"slug": "walk", "name": \(name), "url": "https://walk.example.org",
                 "kind": "blog", "access": "public", "subject_is_minor": false}
                """)

            for (answer, pointer) in [
                (person, "/chosen_name"), (offering, "/course/code"), (community, "/name"),
            ] {
                let pointers = try answer.json(Faults.self).errors?.map(\.pointer)
                #expect(pointers?.contains(pointer) == true, "\(pointer)")
            }
        }
    }

    @Test func `a mark that no rubric has is unknown, however long it is`() async throws {
        try await LiveAPI.run { api in
            let id = try await api.assigned(to: World.ada) {
                $0.rubricVersion = World.rubricVersion
            }
            let made = try await api.database.records.submit(
                "A few words.", aiUse: "none", for: id, by: World.actor(World.ada), at: api.now)
            let path = "/submissions/\(made.id)/feedback"
            let flag = try await api.send(
                .put, path, as: World.vega,
                #"{"outcome": "complete", "flags": ["\#(Hostile.marks)"]}"#, version: 0)
            let level = try await api.send(
                .put, path, as: World.vega,
                #"{"outcome": "complete", "levels": {"\#(Hostile.marks)": 1}}"#, version: 0)

            #expect(try flag.json(Faults.self).type == "/problems/flag-unknown")
            #expect(try level.json(Faults.self).type == "/problems/level-unknown")
        }
    }
}
