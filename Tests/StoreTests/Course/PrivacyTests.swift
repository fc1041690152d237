import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct PrivacyTests {
    private static let telling = "@threeamjuice wrote that joe@example.com never slept."

    @Test func `a draft is saved whatever is found, and says what`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)

        let saved = try await scene.records.saveDraft(
            Self.telling, of: id, version: 0, by: scene.ada, at: Scene.during)
        let read = try await scene.records.draft(of: id, by: scene.ada)

        #expect(read.body == Self.telling && read.findings == saved.findings)
        #expect(saved.findings.map(\.class) == [.handle, .email])
        #expect(saved.findings.map(\.span) == [0..<13, 25..<40])
        #expect(
            try await scene.records.saveDraft(
                Scene.text, of: id, version: 1, by: scene.ada, at: Scene.during
            ).findings.isEmpty)
    }

    @Test func `nothing is handed in that leads to a person, and nothing is lost`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        _ = try await scene.records.saveDraft(
            Self.telling, of: id, version: 0, by: scene.ada, at: Scene.during)

        let error = await #expect(throws: Invalid.self) {
            try await scene.records.submit(
                Self.telling, aiUse: "none", for: id, by: scene.ada, at: Scene.during)
        }

        #expect(error?.faults.map(\.code) == ["handle", "email"])
        #expect(error?.faults.map(\.pointer) == ["/body", "/body"])
        #expect(try await scene.records.draft(of: id, by: scene.ada).body == Self.telling)
        #expect(try await scene.records.receipts(of: id, by: scene.ada).submissions.isEmpty)
    }

    @Test func `what only warns is handed in`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)

        let receipt = try await scene.records.submit(
            "I read example.org for an hour.", aiUse: "none", for: id, by: scene.ada,
            at: Scene.during)

        #expect(receipt.number == 1)
    }

    @Test func `a retry of what was taken before the rule is answered as then`() async throws {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        let key = IdempotencyKey(
            key: "old", route: "submissions", bodyDigest: [UInt8](repeating: 1, count: 32))
        try await store(key, submission, of: scene.ada)
        func submit(_ key: IdempotencyKey) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                Self.telling, aiUse: "none", for: id, by: scene.ada, at: Scene.during, once: key)
        }

        let again = try await submit(key)

        #expect(again.id == submission && again.number == 1)
        #expect(try await scene.records.receipts(of: id, by: scene.ada).submissions.count == 1)
        await #expect(throws: IdempotencyKey.Refusal.keyReused) {
            try await submit(
                IdempotencyKey(
                    key: "old", route: "submissions",
                    bodyDigest: [UInt8](repeating: 2, count: 32)))
        }
    }

    @Test func `the close takes the last draft whatever is found in it`() async throws {
        let scene = try Scene()
        _ = try await scene.published {
            $0.latePolicy = LatePolicy(closesAfterMinutes: 60, takesLastDraft: true)
        }
        let id = try await scene.assignment(of: scene.ada)
        _ = try await scene.records.saveDraft(
            Self.telling, of: id, version: 0, by: scene.ada, at: Scene.during)

        let done = try await scene.records.closeAssignments(
            of: World.northfield, at: Scene.due.addingTimeInterval(3600))

        #expect(done.taken == 1)
        #expect(try await scene.records.receipts(of: id, by: scene.ada).submissions.count == 1)
    }

    /// As a release without the rule stored it.
    private func store(
        _ key: IdempotencyKey, _ submission: ID<Submission>, of actor: Actor
    ) async throws {
        let database = try #require(TestDatabase.current)
        _ = try await database.owner.write([
            """
            INSERT INTO idempotency_key (institution_id, person_id, route, key, body_digest, status,
                answer, created_at)
            VALUES (\(actor.institution.rawValue), \(actor.person?.rawValue), \(key.route),
                \(key.key), \(key.bodyDigest), 201,
                jsonb_build_object('id', \(submission.description)::text, 'number', 1),
                \(Scene.during))
            """
        ])
    }
}
