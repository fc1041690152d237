import Domain
import Foundation
import HTTPTypes
import Hummingbird
import Support
import Testing

@Suite(.world) struct MainJobTests {
    private struct Made: Decodable { let id: String }
    private struct Published: Decodable { let assignmentIds: [String] }
    private struct Assigned: Decodable {
        struct Learner: Decodable { let name: String? }
        let id: String
        let state: String
        let learner: Learner?
    }
    private struct Candidate: Decodable {
        let feedbackId: String
        let version: Int
    }

    private let exploration = """
        {"title": "Hearing one voice", "prompt": "Read one blog for an hour.",
         "community_ids": ["\(World.blog)"], "rubric_version_id": "\(World.rubricVersion)",
         "opens_at": "2027-03-01T12:00:00Z", "due_at": "2027-03-08T12:00:00Z"}
        """

    @Test func `from an exploration to feedback that the learner reads`() async throws {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega, exploration)
            let id = try made.json(Made.self).id
            #expect(made.status == 201 && made.headers[.location] == "/api/v1/explorations/\(id)")

            let published = try await api.post(
                "/explorations/\(id)/publication", as: World.vega, "{}")
            #expect(try published.json(Published.self).assignmentIds.count == 3)

            let own = try await api.get("/me/assignments", as: World.ada)
            let assignment = try #require(try own.json(Items<Assigned>.self).items.first).id

            let draft = try await api.send(
                .put, "/assignments/\(assignment)/draft", as: World.ada,
                "{\"body\": \"I expected anger.\"}", version: 0)
            #expect(draft.status == 200 && draft.version == 1)

            let submitted = try await api.post(
                "/assignments/\(assignment)/submissions", as: World.ada,
                "{\"body\": \"I expected anger and found patience.\", \"ai_use\": \"none\"}",
                key: "first")
            let again = try await api.post(
                "/assignments/\(assignment)/submissions", as: World.ada,
                "{\"body\": \"I expected anger and found patience.\", \"ai_use\": \"none\"}",
                key: "first")
            let submission = try submitted.json(Made.self).id
            #expect(submitted.status == 201 && again.status == 201)
            #expect(submitted.bytes == again.bytes)

            let feedback = try await api.send(
                .put, "/submissions/\(submission)/feedback", as: World.vega,
                """
                {"outcome": "complete", "levels": {"presence": 3}, "summary": "You saw it.",
                 "comments": [{"starts_at": 2, "ends_at": 10, "body": "Why?"}], "is_ready": true}
                """, version: 0)
            #expect(feedback.status == 200)
            #expect(
                try await api.get("/assignments/\(assignment)/feedback", as: World.ada).status
                    == 404)

            let list = try await api.get(
                "/offerings/\(World.spring)/release-candidates", as: World.vega)
            let candidate = try #require(try list.json(Items<Candidate>.self).items.first)
            let released = try await api.post(
                "/offerings/\(World.spring)/releases", as: World.vega,
                """
                {"feedback": [{"id": "\(candidate.feedbackId)", "version": \(candidate.version)}]}
                """)
            #expect(released.status == 201)

            let read = try await api.get(
                "/assignments/\(assignment)/feedback", as: World.ada)
            #expect(read.status == 200 && read.text.contains("You saw it."))
            let path = "/assignments/\(assignment)/feedback?submission_id="
            let one = try await api.get(path + "\(submission)", as: World.ada)
            #expect(one.bytes == read.bytes)
            #expect(try await api.get(path + "\(assignment)", as: World.ada).status == 404)
            #expect(try await api.get(path + "one", as: World.ada).status == 422)
        }
    }

    @Test func `what the learner is answered doesn't move while the work is read`() async throws {
        try await LiveAPI.run { api in
            let id = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega, exploration
            ).json(Made.self).id
            _ = try await api.post("/explorations/\(id)/publication", as: World.vega, "{}")
            let own = try await api.get("/me/assignments", as: World.ada)
            let assignment = try #require(try own.json(Items<Assigned>.self).items.first).id
            let submission = try await api.post(
                "/assignments/\(assignment)/submissions", as: World.ada,
                "{\"body\": \"Enough words.\", \"ai_use\": \"none\"}"
            ).json(Made.self).id

            let before = try await api.get("/assignments/\(assignment)", as: World.ada)
            _ = try await api.send(
                .put, "/submissions/\(submission)/feedback", as: World.vega,
                "{\"outcome\": \"complete\", \"levels\": {\"presence\": 3}, \"is_ready\": true}",
                version: 0)
            let after = try await api.get("/assignments/\(assignment)", as: World.ada)

            #expect(before.bytes == after.bytes)
            #expect(before.headers[.eTag] == nil && after.headers[.eTag] == nil)
        }
    }

    @Test func `an edit without a version is asked for one, with an old one it is refused`()
        async throws
    {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega, exploration)
            let id = try made.json(Made.self).id
            func edit(_ version: Int?) async throws -> LiveAPI.Answer {
                try await api.send(
                    .patch, "/explorations/\(id)", as: World.vega, "{\"title\": \"Another\"}",
                    version: version)
            }

            #expect(try await edit(nil).status == 428)
            let first = try await edit(made.version)
            #expect(first.status == 200 && first.version == (made.version ?? 0) + 1)
            #expect(try await edit(made.version).status == 412)
        }
    }

    @Test func `pages follow one another to the end, each row once`() async throws {
        try await LiveAPI.run { api in
            for _ in 0..<5 {
                _ = try await api.post(
                    "/offerings/\(World.spring)/explorations", as: World.vega, exploration)
            }
            var found: [String] = []
            var path: String? = "/offerings/\(World.spring)/explorations?limit=2"
            while let next = path {
                let answer = try await api.get(next, as: World.vega)
                let page = try answer.json(Items<Made>.self)
                found += page.items.map(\.id)
                let link = answer.headers[HTTPField.Name("Link")!]
                path = page.nextCursor.map {
                    "/offerings/\(World.spring)/explorations?limit=2&cursor=\($0)"
                }
                #expect(link == path.map { "</api/v1\($0)>; rel=\"next\"" })
            }
            #expect(found.count == 5 && Set(found).count == 5)
        }
    }
}
