import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct ScheduledReleaseTests {
    private let time = Scene.during.addingTimeInterval(World.day)

    private func scheduled(_ scene: Scene) async throws
        -> (assignment: ID<Assignment>, item: ReleaseItem, id: ID<ScheduledRelease>)
    {
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        let item = try await scene.ready(on: submission)
        let id = try await scene.records.scheduleRelease(
            [item], at: time, of: World.spring, by: scene.vega, at: Scene.during)
        return (assignment, item, id)
    }

    private func seen(_ scene: Scene, at now: Date) async throws -> LearnerView.State {
        let own = try await scene.records.ownAssignments(by: scene.ada).items
        return try #require(own.first).learnerView(at: now).state
    }

    @Test func `nothing is released before its time, and everything at it, once`() async throws {
        let scene = try Scene()
        let (assignment, _, id) = try await scheduled(scene)

        let early = try await scene.records.releaseDue(
            of: World.northfield, at: time.addingTimeInterval(-1))
        let before = try await seen(scene, at: time)
        let done = try await scene.records.releaseDue(of: World.northfield, at: time)
        let again = try await scene.records.releaseDue(of: World.northfield, at: time)

        #expect(early == 0 && before == .submitted)
        #expect(done == 1 && again == 0)
        #expect(try await seen(scene, at: time) == .complete)
        let released = try await scene.records.releasedFeedback(
            on: assignment, by: scene.ada, at: time)
        #expect(released.releasedAt == time)
        let over = try await scene.records.scheduledRelease(id, by: scene.vega)
        #expect(over.state == .done && over.release != nil)
        #expect(over.items.map(\.leftFor) == [nil])
        let record = try await scene.records.audit(
            AuditFilter(action: "release.made"), by: World.actor(World.dean)
        ).items
        #expect(record.map(\.entry.person) == [World.vega])
    }

    @Test func `what was changed meanwhile is left, and told why`() async throws {
        let scene = try Scene()
        let (_, item, id) = try await scheduled(scene)
        let waiting = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items
        let submission = try #require(waiting.first).submission.id
        _ = try await scene.records.saveFeedback(
            Scene.marked, on: submission, isReady: true, version: item.version, by: scene.vega,
            at: Scene.during)

        #expect(try await scene.records.releaseDue(of: World.northfield, at: time) == 1)

        #expect(try await seen(scene, at: time) == .submitted)
        let over = try await scene.records.scheduledRelease(id, by: scene.vega)
        #expect(over.state == .done && over.release == nil)
        #expect(over.items.map(\.leftFor) == ["changed"])
    }

    @Test func `one that was called off is never released`() async throws {
        let scene = try Scene()
        let (_, _, id) = try await scheduled(scene)

        try await scene.records.cancelRelease(id, by: scene.hahn, at: Scene.during)

        #expect(try await scene.records.releaseDue(of: World.northfield, at: time) == 0)
        #expect(try await seen(scene, at: time) == .submitted)
        await #expect(throws: ScheduledRelease.Refusal.noLongerWaiting) {
            try await scene.records.cancelRelease(id, by: scene.vega, at: Scene.during)
        }
        let all = try await scene.records.scheduledReleases(of: World.spring, by: scene.vega)
        #expect(all.items.map(\.state) == [.cancelled])
    }

    @Test func `who may no longer release has nothing released in their name`() async throws {
        let scene = try Scene()
        let (_, _, id) = try await scheduled(scene)
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            UPDATE enrollment SET state = 'withdrawn'
            WHERE id = \(World.enrollment(of: World.vega).rawValue)
            """
        ])

        _ = try await scene.records.releaseDue(of: World.northfield, at: time)

        #expect(try await seen(scene, at: time) == .submitted)
        let over = try await scene.records.scheduledRelease(id, by: scene.hahn)
        #expect(over.items.map(\.leftFor) == ["not-allowed"])
    }

    @Test func `what couldn't be released now can't be scheduled`() async throws {
        let scene = try Scene()
        let (_, item, _) = try await scheduled(scene)

        await #expect(throws: Invalid.self) {
            try await scene.records.scheduleRelease(
                [ReleaseItem(feedback: item.feedback, version: 9)], at: time, of: World.spring,
                by: scene.vega, at: Scene.during)
        }
        await #expect(throws: Invalid.self) {
            try await scene.records.scheduleRelease(
                [item], at: Scene.during, of: World.spring, by: scene.vega, at: Scene.during)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.scheduleRelease(
                [item], at: time, of: World.spring, by: scene.osei, at: Scene.during)
        }
    }
}
