import Domain
import Foundation
import Postgres
import Support
import Testing

@testable import Store

@Suite(.world) struct GradeLedgerTests {
    private func links() async throws -> [ChainLink] {
        let owner = try #require(TestDatabase.current).owner
        return try await owner.read([
            "SELECT seq, entry, previous, digest FROM grade_entry ORDER BY seq"
        ])[0].map { row in
            ChainLink(
                sequence: try row["seq"], entry: try row["entry"], previous: try row["previous"],
                digest: try row["digest"])
        }
    }

    @Test func `a release records the grade in the chain, and so does its withdrawal`() async throws
    {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        let released = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during
        ).released[0]
        _ = try await scene.records.withdrawRelease(released, by: scene.vega, at: Scene.due)

        let chain = try await links()
        let end = try LedgerChain.stored.verify(chain)

        #expect(end.sequence == 2)
        let texts = chain.map { String(decoding: $0.entry, as: UTF8.self) }
        #expect(texts[0].contains("assignment=\(id)") && texts[0].contains("reason=released"))
        #expect(texts[1].contains("reason=release_withdrawn"))
    }

    @Test func `entries of many transactions at once make one chain`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let enrollment = World.enrollment(of: World.ada)

        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    try await scene.records.act(by: scene.vega, at: Scene.during) { act in
                        let entry = GradeEntry(
                            offering: World.spring, enrollment: enrollment, assignment: nil,
                            grade: .complete, reason: .correction, recordedBy: World.vega,
                            approvedBy: nil, recordedAt: Scene.during)
                        try await act.record([entry, entry])
                    }
                }
            }
            try await group.waitForAll()
        }

        #expect(try LedgerChain.stored.verify(await links()).sequence == 24)
    }

    @Test func `work that goes back, or doesn't count, records nothing`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada) { $0.countsAs = .notCounted }

        _ = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during)

        #expect(try await links().isEmpty)
    }

    @Test func `points lose what the late policy takes`() async throws {
        let scene = try Scene()
        _ = try await scene.published {
            $0.countsAs = .points(Points(thousandths: 20_000))
            $0.latePolicy = LatePolicy(kind: .perDay, deduction: Share(thousandths: 100))
        }
        let id = try await scene.assignment(of: scene.ada)
        let submission = try await scene.records.submit(
            Scene.text, aiUse: "none", for: id, by: scene.ada,
            at: Scene.due.addingTimeInterval(60))
        let marked = Feedback.Content(
            outcome: .complete, points: Points(thousandths: 18_500), levels: ["presence": 3])

        _ = try await scene.records.release(
            [try await scene.ready(on: submission.id, marked)], of: World.spring, by: scene.vega,
            at: Scene.due)

        let entry = try #require(await links().first)
        #expect(String(decoding: entry.entry, as: UTF8.self).contains("grade=points:16.5"))
    }
}
