import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct SubmissionTests {
    @Test func `a draft is its learner's alone, and a race is lost, not merged`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)

        let empty = try await scene.records.draft(of: id, by: scene.ada)
        let first = try await scene.records.saveDraft(
            "One", of: id, version: 0, by: scene.ada, at: Scene.during)
        let second = try await scene.records.saveDraft(
            "One two", of: id, version: first.version, by: scene.ada, at: Scene.during)

        #expect(empty.version == 0 && first.version == 1 && second.version == 2)
        #expect(try await scene.records.draft(of: id, by: scene.ada).body == "One two")
        for version in [0, 1, 3] {
            await #expect(throws: PreconditionFailed.self) {
                try await scene.records.saveDraft(
                    "Lost", of: id, version: version, by: scene.ada, at: Scene.during)
            }
        }
        for other in [scene.vega, scene.osei, scene.bo] {
            await #expect(throws: NotFound.self) {
                try await scene.records.draft(of: id, by: other)
            }
            await #expect(throws: NotFound.self) {
                try await scene.records.saveDraft(
                    "Mine", of: id, version: 2, by: other, at: Scene.during)
            }
        }
        #expect(
            try await scene.records.assignment(id, by: scene.vega).assignment.state == .exploring)
    }

    @Test func `a submission is numbered, and the next doesn't change it`() async throws {
        let scene = try Scene()
        let (id, first) = try await scene.submitted(by: scene.ada)

        let second = try await scene.records.submit(
            "Again, and shorter.", aiUse: "none", for: id, by: scene.ada, at: Scene.during)
        let all = try await scene.records.receipts(of: id, by: scene.ada).submissions

        #expect(second.number == 2)
        #expect(all.map(\.number) == [1, 2] && all.map(\.id) == [first, second.id])
        #expect(try await scene.records.submission(first, by: scene.ada).body == Scene.text)
        #expect(all[0].submittedAt == Scene.during && !all[0].isLate)
    }

    @Test func `a double click makes one submission`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        let key = IdempotencyKey(
            key: "click", route: "submissions", bodyDigest: [UInt8](repeating: 1, count: 32))

        let receipts = await withTaskGroup(of: Result<SubmissionReceipt, any Error>.self) {
            group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        return .success(
                            try await scene.records.submit(
                                Scene.text, aiUse: "none", for: id, by: scene.ada,
                                at: Scene.during, once: key))
                    } catch { return .failure(error) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let replay = try await scene.records.submit(
            Scene.text, aiUse: "none", for: id, by: scene.ada, at: Scene.during, once: key)

        for case .failure(let error) in receipts {
            #expect(error as? IdempotencyKey.Refusal == .underWay)
        }
        for case .success(let receipt) in receipts { #expect(receipt == replay) }
        #expect(replay.number == 1)
        #expect(try await scene.records.receipts(of: id, by: scene.ada).submissions.count == 1)
    }

    @Test func `a key with another body is refused`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        func submit(_ digit: UInt8) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                Scene.text, aiUse: "none", for: id, by: scene.ada, at: Scene.during,
                once: IdempotencyKey(
                    key: "k", route: "r", bodyDigest: [UInt8](repeating: digit, count: 32)))
        }
        _ = try await submit(1)

        await #expect(throws: IdempotencyKey.Refusal.keyReused) { try await submit(2) }
    }

    @Test func `the close is too late, and an extension opens it again`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        let close = Scene.due.addingTimeInterval(3600)
        func submit(at time: Date) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                Scene.text, aiUse: "none", for: id, by: scene.ada, at: time)
        }

        await #expect(throws: Assignment.Refusal.closed) { try await submit(at: close) }
        _ = try await scene.records.extend(
            id, until: close, reason: .confidential, by: scene.osei, at: Scene.due)

        #expect(try await submit(at: close).number == 1)
        #expect(
            try await scene.records.receipts(of: id, by: scene.ada).submissions.map(\.isLate) == [
                false
            ])
    }

    @Test func `late work is taken and marked`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)

        _ = try await scene.records.submit(
            Scene.text, aiUse: "none", for: id, by: scene.ada,
            at: Scene.due.addingTimeInterval(60))

        #expect(try await scene.records.assignment(id, by: scene.vega).lateSubmission)
    }

    @Test func `coordinators see receipts and no texts, others nothing`() async throws {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)

        #expect(try await scene.records.receipts(of: id, by: scene.osei).submissions.count == 1)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.submission(submission, by: scene.osei)
        }
        for other in [scene.bo, World.actor(World.eve), World.actor(World.sam)] {
            await #expect(throws: NotFound.self) {
                try await scene.records.submission(submission, by: other)
            }
        }
    }

    @Test func `the office opens one text, for a reason that stands in the record`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)

        let opened = try await scene.records.openSubmission(
            submission, reason: .appeal, by: scene.osei, at: Scene.during)

        #expect(opened.body == Scene.text)
        let lines = try await scene.records.audit(
            AuditFilter(subject: submission.rawValue, action: "submission.opened"),
            by: World.actor(World.dean)
        ).items
        #expect(lines.map(\.entry.person) == [World.osei])
        #expect(lines.map(\.entry.detail) == [["reason": "appeal"]])
        for other in [scene.vega, scene.ada] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await scene.records.openSubmission(
                    submission, reason: .appeal, by: other, at: Scene.during)
            }
        }
        await #expect(throws: NotFound.self) {
            try await scene.records.openSubmission(
                submission, reason: .appeal, by: scene.bo, at: Scene.during)
        }
    }

    @Test func `only the named reader reads, and a recused one is never named`() async throws {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        let version = try await scene.records.assignment(id, by: scene.vega).assignment.version

        try await scene.records.nameReader(
            World.hahn, of: id, version: version, by: scene.osei, at: Scene.during)

        #expect(try await scene.records.submission(submission, by: scene.hahn).body == Scene.text)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.submission(submission, by: scene.vega)
        }
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            INSERT INTO recusal (institution_id, offering_id, reader_id, learner_id, recorded_at)
            VALUES (\(World.northfield.rawValue), \(World.spring.rawValue),
                \(World.vega.rawValue), \(World.ada.rawValue), \(Scene.during))
            """
        ])
        await #expect(throws: Assignment.Refusal.readerRecused) {
            try await scene.records.nameReader(
                World.vega, of: id, version: version + 1, by: scene.osei, at: Scene.during)
        }
    }

    @Test func `who is excused, withdrawn, or hasn't accepted the observer's code can't submit`()
        async throws
    {
        let scene = try Scene()
        _ = try await scene.published()
        let owner = try #require(TestDatabase.current).owner
        func submit(_ actor: Actor) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                Scene.text, aiUse: "none", for: try await scene.assignment(of: actor), by: actor,
                at: Scene.during)
        }
        _ = try await scene.records.excuse(
            try await scene.assignment(of: scene.ada), reason: .family, by: scene.vega,
            at: Scene.during)
        _ = try await owner.write([
            "UPDATE enrollment SET state = 'withdrawn' WHERE person_id = \(World.bo.rawValue)",
            """
            INSERT INTO observer_code (institution_id, number, body, published_at)
            VALUES (\(World.northfield.rawValue), 1, 'Read only.', \(Scene.opens))
            """,
        ])

        await #expect(throws: Assignment.Refusal.excused) { try await submit(scene.ada) }
        await #expect(throws: Assignment.Refusal.enrollmentEnded) { try await submit(scene.bo) }
        await #expect(throws: Reflection.Refusal.codeNotAccepted) { try await submit(scene.cleo) }
    }

    @Test func `bounds of words are kept, and an empty reflection is no reflection`() async throws {
        let scene = try Scene()
        _ = try await scene.published {
            $0.wordsLeast = 3
            $0.wordsMost = 5
        }
        let id = try await scene.assignment(of: scene.ada)
        func submit(_ text: String) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                text, aiUse: "none", for: id, by: scene.ada, at: Scene.during)
        }

        await #expect(throws: Reflection.Refusal.tooFewWords) { try await submit("Too few") }
        await #expect(throws: Reflection.Refusal.tooManyWords) { try await submit("a b c d e f") }
        await #expect(throws: Invalid.self) { try await submit(" \n ") }
        #expect(try await submit("Just right now").number == 1)
    }

    @Test func `a token that only reads doesn't submit`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        let reading = Actor(
            institution: World.northfield, identity: .person(World.ada), scopes: [.read],
            requestID: "test")

        await #expect(throws: Policy.Refusal.insufficientScope) {
            try await scene.records.submit(
                Scene.text, aiUse: "none", for: id, by: reading, at: Scene.during)
        }
    }
}
