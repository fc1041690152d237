import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct TextSearchTests {
    private static func found(
        _ words: String, _ scene: Scene, by actor: Actor
    ) async throws -> [TextHit] {
        try await scene.records.searchSubmissions(
            SearchQuery(words), in: World.spring, by: actor, at: Scene.during
        ).items
    }

    private static func feedback(
        _ words: String, _ scene: Scene, by actor: Actor
    ) async throws -> [Feedback.State?] {
        try await scene.records.searchFeedback(
            SearchQuery(words), in: World.spring, by: actor, at: Scene.during
        ).items.map(\.feedback)
    }

    @Test func `an instructor finds words in any form, and where they stand`() async throws {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)

        let hit = try #require(
            try await Self.found("patience expecting", scene, by: scene.vega).first)

        #expect(hit.assignment.assignment.id == assignment && hit.submission == submission)
        #expect(hit.number == 1 && hit.assignment.learnerName == "Adaeze Okafor")
        let scalars = Array(hit.snippet.text.unicodeScalars)
        let words = hit.snippet.matches.map { range in
            scalars[range].map { "\($0)" }.joined()
        }
        #expect(Set(words) == ["expected", "patience"])
        #expect(Scene.text.contains(hit.snippet.text))
        #expect(try await Self.found("patience -anger", scene, by: scene.vega).isEmpty)
        #expect(try await Self.found("\"anger and found\"", scene, by: scene.vega).count == 1)
    }

    @Test(arguments: ["\"", "-", "the", "a | & !b:* <->", "'", "🩺", "%", "\\", "\u{2}"])
    func `no query is a fault of ours`(words: String) async throws {
        let scene = try Scene()
        _ = try await scene.submitted(by: scene.ada)

        _ = try await Self.found(words, scene, by: scene.vega)
        _ = try await Self.feedback(words, scene, by: scene.vega)
        _ = try await scene.records.searchCommunities(SearchQuery(words), by: scene.vega)
    }

    /// Read by Vega or Hahn or whoever comes, with Hahn recused or not.
    @Test(arguments: [nil, World.vega, World.hahn], [false, true])
    func `it finds just what may be read`(reader: ID<Person>?, isRecused: Bool) async throws {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        if let reader {
            try await scene.records.nameReader(
                reader, of: assignment,
                version: scene.records.assignment(assignment, by: scene.vega).assignment.version,
                by: scene.vega, at: Scene.during)
        }
        if isRecused {
            try await scene.records.recuse(
                World.hahn, from: World.ada, in: World.spring, by: scene.vega, at: Scene.during)
        }
        for actor in [scene.vega, scene.hahn] {
            let isReadable: Bool
            do {
                _ = try await scene.records.submission(submission, by: actor)
                isReadable = true
            } catch is Policy.Refusal {
                isReadable = false
            }

            let found = try await Self.found("patience", scene, by: actor)

            #expect(found.isEmpty != isReadable)
        }
    }

    @Test func `blind work comes by its code, without a name`() async throws {
        let scene = try Scene()
        _ = try await scene.submitted(by: scene.ada) { $0.isBlind = true }

        let hit = try #require(try await Self.found("patience", scene, by: scene.hahn).first)

        #expect(hit.assignment.learnerName == nil)
        #expect(hit.assignment.assignment.blindCode?.count == 5)
        #expect(hit.assignment.assignment.learner == ID(rawValue: UUID(uuid: UUID.none)))
    }

    @Test func `drafts of feedback are found by their author, released ones by all who read them`()
        async throws
    {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let ready = try await scene.ready(on: submission)
        let drafts = [
            try await Self.feedback("brought", scene, by: scene.vega),
            try await Self.feedback("why brought", scene, by: scene.vega),
            try await Self.feedback("brought", scene, by: scene.hahn),
        ]
        let release = try await scene.records.release(
            [ready], of: World.spring, by: scene.vega, at: Scene.during)
        let released = [
            try await Self.feedback("brought", scene, by: scene.vega),
            try await Self.feedback("brought", scene, by: scene.hahn),
        ]
        _ = try await scene.records.withdrawRelease(
            try #require(release.released.first), by: scene.vega, at: Scene.during)
        let taken = [
            try await Self.feedback("brought", scene, by: scene.vega),
            try await Self.feedback("brought", scene, by: scene.hahn),
        ]

        // "Why" says nothing in English, so it is no condition.
        #expect(drafts == [[.ready], [.ready], []])
        #expect(released == [[.released], [.released]])
        #expect(taken[0].count == 1 && taken[0] != [.released] && taken[1].isEmpty)
    }

    @Test func `texts are for the offering's instructors alone`() async throws {
        let scene = try Scene()
        _ = try await scene.submitted(by: scene.ada)

        for actor in [scene.osei, scene.ada, scene.bo, World.actor(World.dean)] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await Self.found("patience", scene, by: actor)
            }
        }
        for person in [World.eve, World.sam, World.zoe] {
            await #expect(throws: NotFound.self) {
                try await Self.found("patience", scene, by: World.actor(person))
            }
        }
        let autumn = try await scene.records.searchSubmissions(
            SearchQuery("patience"), in: World.autumn, by: World.actor(World.eve),
            at: Scene.during)
        #expect(autumn.items.isEmpty)
    }

    @Test func `pages join without a gap where texts are equally good`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        for learner in [scene.ada, scene.bo, scene.cleo] {
            _ = try await scene.records.submit(
                Scene.text, aiUse: "none", for: scene.assignment(of: learner), by: learner,
                at: Scene.during)
        }
        var names: [String?] = []
        var after: Cursor?

        repeat {
            let page = try await scene.records.searchSubmissions(
                SearchQuery("patience"), in: World.spring, by: scene.vega, at: Scene.during,
                PageRequest(limit: 1, after: after))
            names += page.items.map(\.assignment.learnerName)
            after = page.next
        } while after != nil

        #expect(names.count == 3 && Set(names).count == 3)
    }

    @Test func `a redacted word is found no more, and the longest text is still taken`()
        async throws
    {
        let scene = try Scene()
        _ = try await scene.submitted(by: scene.ada)
        let long = (0..<131_072).map { "\($0 + 1_000_000) " }.joined()
        #expect(long.utf8.count == Reflection.mostBytes)
        _ = try await scene.records.submit(
            long, aiUse: "none", for: scene.assignment(of: scene.bo), by: scene.bo,
            at: Scene.during)

        let before = try await Self.found("patience", scene, by: scene.vega).count
        _ = try await #require(TestDatabase.current).owner.write([
            """
            UPDATE submission_text SET body = '[redacted]', redacted_at = \(Scene.during)
            WHERE length(body) < 1000
            """
        ])

        #expect(before == 1)
        #expect(try await Self.found("patience", scene, by: scene.vega).isEmpty)
        #expect(try await Self.found("1000005", scene, by: scene.vega).count == 1)
    }
}

extension UUID {
    fileprivate static let none: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
}
