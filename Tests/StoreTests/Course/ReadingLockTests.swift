import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct ReadingLockTests {
    @Test func `one reader at a time, shown to the others, until it ends`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let now = Scene.during

        let taken = try await scene.records.beginReading(submission, by: scene.vega, at: now)
        let shown = try await scene.records.readingLock(on: submission, by: scene.hahn, at: now)
        let queue = try await scene.records.queue(of: World.spring, by: scene.hahn, at: now).items

        #expect(taken.until == now.addingTimeInterval(ReadingLock.time))
        #expect(shown == taken && shown?.reader == World.vega)
        #expect(queue.map(\.lock) == [taken])
        await #expect(throws: ReadingLock.Refusal.beingRead) {
            try await scene.records.beginReading(submission, by: scene.hahn, at: now)
        }
        let over = taken.until
        #expect(
            try await scene.records.readingLock(on: submission, by: scene.hahn, at: over) == nil)
        let next = try await scene.records.beginReading(submission, by: scene.hahn, at: over)
        #expect(next.reader == World.hahn)
    }

    @Test func `a sign of the reader keeps the lock, and only its holder lets it go`() async throws
    {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let later = Scene.during.addingTimeInterval(600)
        _ = try await scene.ready(on: submission)

        let kept = try await scene.records.beginReading(submission, by: scene.vega, at: later)
        try await scene.records.endReading(submission, by: scene.hahn, at: later)
        let held = try await scene.records.readingLock(on: submission, by: scene.hahn, at: later)
        try await scene.records.endReading(submission, by: scene.vega, at: later)

        #expect(kept.until == later.addingTimeInterval(ReadingLock.time) && held == kept)
        #expect(
            try await scene.records.readingLock(on: submission, by: scene.vega, at: later) == nil)
    }

    @Test func `one from a time to come holds nobody off`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let ahead = Scene.during.addingTimeInterval(7200)
        _ = try await scene.records.beginReading(submission, by: scene.vega, at: ahead)

        let shown = try await scene.records.readingLock(
            on: submission, by: scene.hahn, at: Scene.during)
        let taken = try await scene.records.beginReading(
            submission, by: scene.hahn, at: Scene.during)

        #expect(shown == nil && taken.reader == World.hahn)
    }

    @Test func `two who rate the same work may both save`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.ready(on: submission)

        let other = try await scene.records.saveFeedback(
            Scene.marked, on: submission, isReady: false, version: 0, by: scene.hahn,
            at: Scene.during)

        #expect(other.author == World.hahn)
        let lock = try await scene.records.readingLock(
            on: submission, by: scene.hahn, at: Scene.during)
        #expect(lock?.reader == World.vega)
    }

    @Test func `a hand-over takes the lock along`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.ready(on: submission)

        _ = try await scene.records.handOver(
            from: World.vega, to: World.hahn, in: World.spring, by: scene.osei, at: Scene.during)

        let lock = try await scene.records.readingLock(
            on: submission, by: scene.hahn, at: Scene.during)
        #expect(lock?.reader == World.hahn)
    }

    @Test func `a lock is none of a learner's business`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)

        for actor in [scene.ada, scene.bo, scene.osei] {
            await #expect(throws: (any Error).self) {
                try await scene.records.readingLock(on: submission, by: actor, at: Scene.during)
            }
        }
    }
}
