import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct ClosingTests {
    @Test func `the close takes the last draft where that was said, and marks the rest missing`()
        async throws
    {
        let scene = try Scene()
        _ = try await scene.published {
            $0.latePolicy = LatePolicy(closesAfterMinutes: 60, takesLastDraft: true)
        }
        let id = try await scene.assignment(of: scene.ada)
        _ = try await scene.records.saveDraft(
            Scene.text, of: id, version: 0, by: scene.ada, at: Scene.during)
        let close = Scene.due.addingTimeInterval(3600)

        let early = try await scene.records.closeAssignments(
            of: World.northfield, at: close.addingTimeInterval(-1))
        let lag = try await scene.records.lags(at: close.addingTimeInterval(40)).closing
        let done = try await scene.records.closeAssignments(of: World.northfield, at: close)
        let none = try await scene.records.lags(at: close.addingTimeInterval(40)).closing
        let again = try await scene.records.closeAssignments(of: World.northfield, at: close)

        #expect(early == Closing(taken: 0, missed: 0) && again == early)
        #expect(done == Closing(taken: 1, missed: 2))
        #expect(lag == 40 && none == 0)
        let receipt = try await scene.records.receipts(of: id, by: scene.ada).submissions
        #expect(receipt.map(\.takenFromDraft) == [true])
        #expect(receipt.map(\.submittedAt) == [close])
        let missed = try await scene.assignment(of: scene.bo)
        #expect(
            try await scene.records.assignment(missed, by: scene.bo).assignment.state == .missing)
    }

    @Test func `without that word a draft stays the learner's`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        _ = try await scene.records.saveDraft(
            Scene.text, of: id, version: 0, by: scene.ada, at: Scene.during)

        let done = try await scene.records.closeAssignments(
            of: World.northfield, at: Scene.due.addingTimeInterval(3600))

        #expect(done == Closing(taken: 0, missed: 3))
        #expect(try await scene.records.receipts(of: id, by: scene.ada).submissions.isEmpty)
    }
}
