import Domain
import Foundation
import Store
import Support
import Testing

/// What the staff's pages read beside the main job.
@Suite(.world) struct StaffReadingTests {
    @Test func `a queue is narrowed to an exploration, or to what names its reader`() async throws {
        let scene = try Scene()
        let (assignment, _) = try await scene.submitted(by: scene.ada)
        let other = try await scene.published { $0.title = "Another" }
        func queue(_ filter: QueueFilter) async throws -> Int {
            try await scene.records.queue(
                of: World.spring, filter, by: scene.vega, at: Scene.during
            ).items.count
        }

        #expect(try await queue(QueueFilter()) == 1)
        #expect(try await queue(QueueFilter(exploration: other)) == 0)
        #expect(try await queue(QueueFilter(isNamed: true)) == 0)
        let version = try await scene.records.assignment(assignment, by: scene.vega)
            .assignment.version
        try await scene.records.nameReader(
            World.vega, of: assignment, version: version, by: scene.osei, at: Scene.during)
        #expect(try await queue(QueueFilter(isNamed: true)) == 1)
    }

    @Test func `released pieces say who opened them, to instructors who assess the learner`()
        async throws
    {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.records.release(
            [scene.ready(on: submission)], of: World.spring, by: scene.vega, at: Scene.during)
        func pieces(_ actor: Actor) async throws -> [ReleasedPiece] {
            try await scene.records.releasedPieces(of: World.spring, by: actor).items
        }

        let before = try await pieces(scene.vega)
        _ = try await scene.records.releasedFeedback(
            on: assignment, by: scene.ada, at: Scene.during)
        let after = try await pieces(scene.vega)
        try await scene.records.recuse(
            World.hahn, from: World.ada, in: World.spring, by: scene.osei, at: Scene.during)

        #expect(before.map(\.wasOpened) == [false] && after.map(\.wasOpened) == [true])
        #expect(after.map(\.isShown) == [true])
        #expect(try await pieces(scene.hahn).isEmpty)
        await #expect(throws: Policy.Refusal.notAllowed) { try await pieces(scene.osei) }
        await #expect(throws: Policy.Refusal.notAllowed) { try await pieces(scene.ada) }
        await #expect(throws: NotFound.self) { try await pieces(World.actor(World.eve)) }
    }

    @Test func `a rubric is found by its version, and audiences are listed once`() async throws {
        let scene = try Scene()

        let rubric = try await scene.records.rubric(of: World.rubricVersion, by: scene.ada)
        let audiences = try await scene.records.audiences(by: scene.ada)

        #expect(rubric.id == World.rubric)
        #expect(audiences == ["patients"])
        await #expect(throws: NotFound.self) {
            try await scene.records.rubric(
                of: World.rubricVersion, by: World.actor(World.sia))
        }
    }

    @Test func `a picture counts released levels, and tells no times of blind work`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let item = try await scene.ready(on: submission)
        let exploration = try await scene.records.submission(submission, by: scene.vega)
            .submission.exploration
        func picture(_ actor: Actor) async throws -> ExplorationPicture {
            try await scene.records.picture(of: exploration, by: actor)
        }

        #expect(try await picture(scene.vega).levels.isEmpty)
        _ = try await scene.records.release(
            [item], of: World.spring, by: scene.vega, at: Scene.during)

        let shown = try await picture(scene.vega)
        #expect(shown.levels == ["presence": [3: 1]])
        #expect(Array(shown.days.values) == [1])
        await #expect(throws: Policy.Refusal.notAllowed) { try await picture(scene.osei) }
        await #expect(throws: Policy.Refusal.notAllowed) { try await picture(scene.ada) }
    }

    @Test func `a picture of blind work has levels and no days`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada) { $0.isBlind = true }
        _ = try await scene.records.release(
            [scene.ready(on: submission)], of: World.spring, by: scene.vega, at: Scene.during)
        let exploration = try await scene.records.submission(submission, by: scene.vega)
            .submission.exploration

        let shown = try await scene.records.picture(of: exploration, by: scene.vega)

        #expect(shown.levels == ["presence": [3: 1]] && shown.days.isEmpty)
    }
}
