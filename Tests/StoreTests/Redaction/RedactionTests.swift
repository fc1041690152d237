import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct RedactionTests {
    private static let name = "Marta Quill"
    private static let text = "I read what marta quill wrote. Marta Quill is angry, and I see why."
    private let now = Scene.during
    private let database: TestDatabase

    init() throws {
        database = try #require(TestDatabase.current)
    }

    private func operatorNamed(_ name: String) -> Actor {
        Actor(institution: World.northfield, identity: .operator(name), requestID: "test")
    }

    /// The name stands in a submission, a draft, and feedback of every kind.
    private func arranged() async throws -> (
        scene: Scene, assignment: ID<Assignment>, submission: ID<Submission>
    ) {
        let scene = try Scene()
        _ = try await scene.published()
        let own = try await scene.assignment(of: scene.ada)
        let made = try await scene.records.submit(
            Self.text, aiUse: "none", for: own, by: scene.ada, at: now)
        let other = try await scene.assignment(of: scene.bo)
        _ = try await scene.records.saveDraft(
            "About Marta Quill.", of: other, version: 0, by: scene.bo, at: now)
        let item = try await scene.ready(
            on: made.id,
            Feedback.Content(
                outcome: .complete, levels: ["presence": 3],
                comments: [
                    Feedback.Comment(span: 12..<23, body: "Why \"marta quill\", by name?")
                ], summary: "Leave Marta Quill's name out."))
        _ = try await scene.records.release(
            [item], of: World.spring, by: scene.vega, at: now)
        return (scene, own, made.id)
    }

    private func request(_ records: Records) async throws -> RedactionFinding {
        try await records.requestRedaction(
            of: Self.name, in: World.spring, reason: .patientIdentified,
            by: operatorNamed("riley"), at: now)
    }

    private func confirm(
        _ id: ID<Redaction>, _ said: String = RedactionTests.name, by name: String = "sasha"
    ) async throws -> Int {
        try await database.asSteward {
            try await $0.carryOutRedaction(id, said: said, by: operatorNamed(name), at: now)
        }
    }

    /// Every text of the database that still holds the name.
    private func left() async throws -> Int {
        let rows = try await database.owner.read([
            """
            SELECT count(*) AS total FROM (
                SELECT body FROM submission_text UNION ALL SELECT body FROM draft_text
                UNION ALL SELECT summary FROM feedback_text
                UNION ALL SELECT body FROM feedback_comment_text
                UNION ALL SELECT summary || comments::text FROM released_feedback_text
                UNION ALL SELECT lexemes::text FROM submission_text
                UNION ALL SELECT answer::text FROM idempotency_key
                UNION ALL SELECT detail::text FROM audit
                UNION ALL SELECT redaction::text || redaction_place::text
                    FROM redaction, redaction_place) AS every (body)
            WHERE strpos(lower(body), 'quill') > 0
            """
        ])
        return try #require(rows[0].first)["total"]
    }

    @Test func `words are covered everywhere by two, and digests, receipts and chains hold`()
        async throws
    {
        let (scene, assignment, submission) = try await arranged()
        let before = try await scene.records.receipts(of: assignment, by: scene.ada)
        for (key, answer) in [("told", "MARTA QUILL, line 3"), ("other", "line 4")] {
            _ = try await database.owner.write([
                """
                INSERT INTO idempotency_key (institution_id, person_id, route, key, body_digest,
                    status, answer, created_at)
                VALUES (\(World.northfield.rawValue), \(World.osei.rawValue), 'POST /x', \(key),
                    '\\x00', 201, jsonb_build_object('reason', \(answer)::text), \(now))
                """
            ])
        }

        let found = try await request(scene.records)
        let count = try await confirm(found.id)

        #expect(
            found.texts == [
                "submission": 1, "draft": 1, "summary": 1, "comment": 1, "released_summary": 1,
                "released_comments": 1,
            ])
        #expect(count == 6)
        #expect(try await left() == 0)
        // An answer kept for a retry that doesn't hold the words is kept.
        let kept = try await database.owner.read(["SELECT key FROM idempotency_key ORDER BY key"])
        #expect(try kept[0].map { try $0["key"] as String } == ["other"])
        let text = try await scene.records.submission(submission, by: scene.ada)
        #expect(text.body == "I read what ███████████ wrote. ███████████ is angry, and I see why.")
        #expect(text.redactedAt == now)
        let after = try await scene.records.receipts(of: assignment, by: scene.ada)
        #expect(after == before)
        let shown = try await scene.records.releasedFeedback(
            on: assignment, by: scene.ada, at: now)
        #expect(shown.content.comments.map(\.body) == ["Why \"███████████\", by name?"])
        #expect(shown.content.summary == "Leave ███████████'s name out.")
        let chains = try await scene.records.verify(by: World.actor(World.dean), at: now).chains
        #expect(chains.allSatisfy { $0.firstBreak == nil })
    }

    @Test func `one alone can't, nor can the service, nor who says something else`() async throws {
        let (scene, _, _) = try await arranged()
        let id = try await request(scene.records).id

        await #expect(throws: Redaction.Refusal.needsAnother) {
            try await confirm(id, by: "riley")
        }
        await #expect(throws: Redaction.Refusal.wordsDiffer) { try await confirm(id, "Quill") }
        await #expect {
            try await scene.records.carryOutRedaction(
                id, said: Self.name, by: operatorNamed("sasha"), at: now)
        } throws: { error in
            (error as? PostgresError)?.sqlState == "42501"
        }
        #expect(try await left() > 0)
        await #expect(throws: Redaction.Refusal.nothingFound) {
            try await scene.records.requestRedaction(
                of: "nobody at all", in: World.spring, reason: .courtOrder,
                by: operatorNamed("riley"), at: now)
        }
        for actor in [scene.vega, scene.ada, World.actor(World.eve)] {
            await #expect(throws: (any Error).self) {
                try await scene.records.requestRedaction(
                    of: Self.name, in: World.spring, reason: .courtOrder, by: actor, at: now)
            }
        }
    }

    @Test func `after a restore the log covers again what it can know, and tells of the rest`()
        async throws
    {
        let (scene, _, submission) = try await arranged()
        let id = try await request(scene.records).id
        _ = try await confirm(id)
        let log = try await scene.records.redactionLog(by: operatorNamed("sasha"))
        // What a restore of yesterday's backup brings back, and a draft of the day before.
        _ = try await database.owner.write([
            "DELETE FROM redaction_place", "DELETE FROM redaction",
            "UPDATE submission_text SET body = \(Self.text), redacted_at = NULL",
            "UPDATE draft_text SET body = 'Marta Quill, I thought.'",
        ])

        func replay() async throws -> [ReplayedRedaction] {
            try await database.asSteward { records in
                var all: [ReplayedRedaction] = []
                for line in log {
                    all.append(
                        try await records.replayRedaction(
                            line, by: operatorNamed("riley"), at: now))
                }
                return all
            }
        }
        let first = try await replay()
        let second = try await replay()

        // Feedback was covered before and isn't what it was either.
        #expect(first.map(\.covered) == [1] && first.map(\.differing) == [5])
        #expect(second.map(\.wasDone) == [true])
        let text = try await scene.records.submission(submission, by: scene.ada)
        #expect(text.body.hasPrefix("I read what ███████████ wrote."))
        let data = try JSONEncoder().encode(log)
        #expect(!String(decoding: data, as: UTF8.self).contains("Quill"))
    }

    @Test func `someone who is erased leaves facts, and nothing of their own`() async throws {
        let (scene, assignment, _) = try await arranged()
        let dean = World.actor(World.dean)
        let old = try await scene.records.person(World.ada, by: dean).person
        await #expect(throws: Redaction.Refusal.stillTakingPart) {
            try await scene.records.requestErasure(
                of: World.ada, reason: .learnerRequest, by: dean, at: now)
        }
        let over = ISO8601DateFormatter().date(from: "2030-01-01T00:00:00Z") ?? .distantFuture
        let id = try await scene.records.requestErasure(
            of: World.ada, reason: .learnerRequest, by: dean, at: over)

        let count = try await database.asSteward {
            try await $0.carryOutRedaction(
                id, said: old.email, by: operatorNamed("sasha"), at: over)
        }

        let person = try await scene.records.person(World.ada, by: dean).person
        #expect(count == 6)
        #expect(person.chosenName == "Erased person" && person.registrarID == nil)
        #expect(person.email == "\(World.ada)@erased.invalid" && person.deactivatedAt == over)
        let left = try await database.owner.read([
            """
            SELECT (SELECT count(*) FROM session WHERE person_id = \(World.ada.rawValue))
                + (SELECT count(*) FROM credential WHERE person_id = \(World.ada.rawValue))
                + (SELECT count(*) FROM appointment WHERE person_id = \(World.ada.rawValue))
                AS total
            """
        ])
        let ways: Int = try #require(left[0].first)["total"]
        #expect(ways == 0)
        let receipts = try await scene.records.receipts(of: assignment, by: scene.osei)
        #expect(receipts.submissions.map(\.number) == [1])
        let rows = try await database.owner.read([
            """
            SELECT string_agg(body, ' ') AS texts FROM (SELECT body || ai_use FROM submission_text
                UNION ALL SELECT summary || comments::text FROM released_feedback_text
                UNION ALL SELECT body FROM feedback_comment_text) AS every (body)
            """
        ])
        let texts: String = try #require(rows[0].first)["texts"]
        for word in ["read", "Quill", "name", "none"] { #expect(!texts.contains(word)) }
        let grades = try await scene.records.courseGrades(
            of: World.spring, by: scene.osei, at: over
        ).items
        #expect(grades.first { $0.name == "Erased person" }?.cells.first?.entry != nil)
        let chains = try await scene.records.verify(by: dean, at: over).chains
        #expect(chains.allSatisfy { $0.firstBreak == nil })
        await #expect(throws: Redaction.Refusal.alreadyErased) {
            try await scene.records.requestErasure(
                of: World.ada, reason: .learnerRequest, by: dean, at: over)
        }
    }
}
