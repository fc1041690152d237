import Domain
import Edge
import Foundation
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Testing

@testable import API

/// A body that writes itself, beside what its type would encode.
@Suite(.world) struct AssignmentBodyTests {
    private struct Encoded: Encodable {
        let body: AssignmentBody

        func encode(to encoder: any Encoder) throws {
            try body.encode(to: encoder)
        }
    }

    private struct Made: Decodable { let id: String }

    @Test func `learner and staff get what the type would encode, to the byte`() async throws {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega,
                """
                {"title": "\\"Voices\\" \\\\ é", "prompt": "Read,\\n\\tthen\\u0001 write.",
                 "community_ids": ["\(World.blog)"], "opens_at": "2027-03-01T12:00:00Z",
                 "words_least": 1, "words_most": 500, "due_at": "2027-03-08T12:00:00.5Z",
                 "late_policy": {"kind": "flag", "closes_after_minutes": 60}}
                """
            ).json(Made.self)
            _ = try await api.post("/explorations/\(made.id)/publication", as: World.vega, "{}")
            let (ada, vega) = (World.actor(World.ada), World.actor(World.vega))
            let records = api.database.records
            let id = try #require(await records.ownAssignments(by: ada).items.first).assignment.id
            for hour in [1.0, 2.0] {
                _ = try await records.extend(
                    id, until: World.noon.addingTimeInterval(8 * World.day + hour * 3600),
                    closesAt: nil, reason: .illness, by: vega, at: World.noon)
            }
            _ = try await records.submit("Something.", aiUse: "none", for: id, by: ada, at: api.now)

            for actor in [ada, vega] {
                let record = try await records.assignment(id, by: actor)
                let body = AssignmentBody(record, at: api.now)
                #expect(body.extensions.count == 2)
                #expect(
                    try String(decoding: JSONCoding.encode(body), as: UTF8.self)
                        == String(decoding: JSONCoding.encode(Encoded(body: body)), as: UTF8.self))
            }
        }
    }
}
