import Domain
import Foundation
import HTTPTypes
import Support
import Testing

@Suite(.world) struct PrivacyTests {
    private struct Found: Decodable {
        let `class`: String
        let startsAt: Int
        let endsAt: Int
        let severity: String
        let reason: String
    }

    private struct Draft: Decodable {
        let body: String
        let findings: [Found]
    }

    @Test func `a draft lists what was found, and a submission is refused for it, at the body`()
        async throws
    {
        try await LiveAPI.run { api in
            let assignment = try await api.assigned(to: World.ada)
            let path = "/assignments/\(assignment)"
            let empty = try await api.get("\(path)/draft", as: World.ada)
            let saved = try await api.send(
                .put, "\(path)/draft", as: World.ada,
                #"{"body": "🙂 @threeamjuice, on example.org"}"#, version: 0)
            let refused = try await api.post(
                "\(path)/submissions", as: World.ada,
                #"{"body": "🙂 @threeamjuice, on example.org", "ai_use": "https://example.org/ai"}"#,
                key: "one")
            let taken = try await api.post(
                "\(path)/submissions", as: World.ada,
                #"{"body": "🙂 She, on example.org", "ai_use": "https://example.org/ai"}"#,
                key: "one")

            #expect(try empty.json(Draft.self).findings.isEmpty)
            let found = try saved.json(Draft.self).findings
            #expect(found.map(\.class) == ["handle", "site"])
            #expect(found.map(\.severity) == ["block", "warn"])
            #expect(found.map(\.startsAt) == [2, 20] && found.map(\.endsAt) == [15, 31])
            #expect(found[0].reason.contains("“@threeamjuice” is a handle"))
            #expect(try await api.get("\(path)/draft", as: World.ada).text == saved.text)
            let faults = try refused.json(Faults.self)
            #expect(refused.status == 422 && faults.errors?.map(\.pointer) == ["/body"])
            #expect(faults.errors?.map(\.code) == ["handle"])
            #expect(taken.status == 201)
        }
    }
}
