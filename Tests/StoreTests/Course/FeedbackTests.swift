import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct FeedbackTests {
    @Test func `the queue holds what waits for the reader, and says how far they are`() async throws
    {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)

        let waiting = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items
        _ = try await scene.records.saveFeedback(
            Feedback.Content(summary: "Later"), on: submission, isReady: false, version: 0,
            by: scene.vega, at: Scene.during)
        let begun = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items

        #expect(waiting.map(\.submission.id) == [submission])
        #expect(waiting[0].feedback == nil && begun.map(\.feedback) == [.draft])
        #expect(begun[0].assignment.assignment.state == .inReview)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.queue(of: World.spring, by: scene.osei, at: Scene.during)
        }
    }

    @Test func `feedback is its author's alone until it is released`() async throws {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.ready(on: submission)

        let own = try #require(await scene.records.feedback(on: submission, by: scene.vega))

        #expect(own.content == Scene.marked && own.state == .ready)
        #expect(try await scene.records.feedback(on: submission, by: scene.hahn) == nil)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.feedback(on: submission, by: scene.ada)
        }
        let seen = try await scene.records.assignment(id, by: scene.ada)
        #expect(seen.learnerView(at: Scene.during).state == .submitted)
        await #expect(throws: NotFound.self) {
            try await scene.records.releasedFeedback(on: id, by: scene.ada, at: Scene.during)
        }
    }

    @Test func `what is missing or unknown in feedback is refused by name`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        func save(_ content: Feedback.Content, isReady: Bool = true) async throws {
            _ = try await scene.records.saveFeedback(
                content, on: submission, isReady: isReady, version: 0, by: scene.vega,
                at: Scene.during)
        }

        await #expect(throws: Feedback.Refusal.noOutcome) { try await save(Feedback.Content()) }
        await #expect(throws: Feedback.Refusal.criterionMissing) {
            try await save(Feedback.Content(outcome: .complete))
        }
        await #expect(throws: Feedback.Refusal.levelUnknown) {
            try await save(Feedback.Content(levels: ["presence": 9]), isReady: false)
        }
        await #expect(throws: Feedback.Refusal.flagBelowLevel) {
            try await save(
                Feedback.Content(
                    outcome: .complete, levels: ["presence": 3], flags: ["transformative"]))
        }
        await #expect(throws: Feedback.Refusal.pointsUnexpected) {
            try await save(
                Feedback.Content(
                    outcome: .complete, points: Points(thousandths: 1), levels: ["presence": 3]))
        }
        await #expect(throws: Invalid.self) {
            try await save(
                Feedback.Content(
                    comments: [
                        Feedback.Comment(span: 2..<999, body: "Where?")
                    ]), isReady: false)
        }
    }

    @Test func `two savings of one version: the second is told, and loses nothing`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let ready = try await scene.ready(on: submission)

        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.saveFeedback(
                Feedback.Content(summary: "Old tab"), on: submission, isReady: false,
                version: ready.version - 1, by: scene.vega, at: Scene.during)
        }
        let kept = try await scene.records.feedback(on: submission, by: scene.vega)
        #expect(kept?.content.summary == Scene.marked.summary)
    }

    @Test func `a release shows what was listed, settles the work, and is opened once`()
        async throws
    {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.ready(on: submission)

        let list = try await scene.records.releaseCandidates(of: World.spring, by: scene.hahn).items
        let receipt = try await scene.records.release(
            list.map { ReleaseItem(feedback: $0.feedback, version: $0.version) },
            of: World.spring, by: scene.hahn, at: Scene.during)
        let seen = try await scene.records.releasedFeedback(
            on: id, by: scene.ada, at: Scene.due)

        #expect(list.map(\.assignment.learnerName) == ["Adaeze Okafor"])
        #expect(list[0].levels == 1 && list[0].comments == 1 && list[0].hasSummary)
        #expect(receipt.released == [seen.id])
        #expect(seen.content == Scene.marked && seen.openedAt == Scene.due)
        let view = try await scene.records.assignment(id, by: scene.ada)
        #expect(view.learnerView(at: Scene.due).state == .complete)
        #expect(
            try await scene.records.queue(of: World.spring, by: scene.vega, at: Scene.during).items
                .isEmpty)
        for other in [scene.bo, World.actor(World.eve), World.actor(World.sam)] {
            await #expect(throws: NotFound.self) {
                try await scene.records.releasedFeedback(on: id, by: other, at: Scene.due)
            }
        }
        await #expect(throws: (any Error).self) {
            try await scene.records.releasedFeedback(on: id, by: scene.osei, at: Scene.due)
        }
    }

    @Test func `feedback changed since the list was made isn't released, and nothing else is`()
        async throws
    {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let listed = try await scene.ready(on: submission)
        _ = try await scene.records.saveFeedback(
            Scene.marked, on: submission, isReady: true, version: listed.version,
            by: scene.vega, at: Scene.during)

        await #expect {
            try await scene.records.release(
                [listed], of: World.spring, by: scene.vega, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["changed"]
        }
    }

    @Test func `a release in error is taken back, and it stays known who had opened it`()
        async throws
    {
        let scene = try Scene()
        let (id, submission) = try await scene.submitted(by: scene.ada)
        let released = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during
        ).released[0]
        _ = try await scene.records.releasedFeedback(on: id, by: scene.ada, at: Scene.during)

        let wasOpened = try await scene.records.withdrawRelease(
            released, by: scene.vega, at: Scene.due)

        #expect(wasOpened)
        await #expect(throws: NotFound.self) {
            try await scene.records.releasedFeedback(on: id, by: scene.ada, at: Scene.due)
        }
        let seen = try await scene.records.assignment(id, by: scene.ada)
        #expect(seen.learnerView(at: Scene.due).state == .submitted)
        await #expect(throws: ReleasedFeedback.Refusal.alreadyWithdrawn) {
            try await scene.records.withdrawRelease(released, by: scene.vega, at: Scene.due)
        }
        let again = try #require(await scene.records.feedback(on: submission, by: scene.vega))
        #expect(again.state == .draft)
    }

    @Test func `returned work may be handed in again, and the next reading is of the new one`()
        async throws
    {
        let scene = try Scene()
        let (id, first) = try await scene.submitted(by: scene.ada)
        let back = Feedback.Content(
            outcome: .returned, levels: ["presence": 2], summary: "Say more of yourself.")
        _ = try await scene.records.release(
            [try await scene.ready(on: first, back)], of: World.spring, by: scene.vega,
            at: Scene.during)

        let second = try await scene.records.submit(
            "Myself, then: \(Scene.text)", aiUse: "none", for: id, by: scene.ada,
            at: Scene.during)
        let waiting = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items

        #expect(second.number == 2)
        #expect(waiting.map(\.submission.number) == [2])
        await #expect(throws: Feedback.Refusal.superseded) {
            try await scene.records.saveFeedback(
                Scene.marked, on: first, isReady: false, version: 0, by: scene.hahn,
                at: Scene.during)
        }
    }

    @Test func `readers of a blind exploration see a code, never a name or an id`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada) { $0.isBlind = true }
        _ = try await scene.ready(on: submission)

        let exploration = try await scene.records.explorations(of: World.spring, by: scene.vega)
        let id = try #require(exploration.items.first).exploration.id
        let listed = try await scene.records.assignments(of: id, by: scene.hahn).items
        let waiting = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items
        let ready = try await scene.records.releaseCandidates(of: World.spring, by: scene.vega)
        let office = try await scene.records.assignments(of: id, by: scene.osei).items

        for record in listed + waiting.map(\.assignment) + ready.items.map(\.assignment) {
            #expect(record.learnerName == nil && record.assignment.blindCode?.count == 5)
            #expect(![World.ada, World.bo, World.cleo].contains(record.assignment.learner))
        }
        // What wasn't handed in isn't there: its code would come up when somebody gets it.
        #expect(listed.count == 1)
        #expect(office.compactMap(\.learnerName).count == 3)
    }

    @Test func `who hands in again while it is read is read again, and notices nothing of it`()
        async throws
    {
        let scene = try Scene()
        let (assignment, first) = try await scene.submitted(by: scene.ada)
        let before = try await scene.records.assignment(assignment, by: scene.ada)
            .learnerView(at: Scene.during)
        let item = try await scene.ready(on: first)

        let during = try await scene.records.assignment(assignment, by: scene.ada)
        #expect(during.learnerView(at: Scene.during) == before)
        let second = try await scene.records.submit(
            Scene.text + " And now?", aiUse: "none", for: assignment, by: scene.ada,
            at: Scene.during)

        let queue = try await scene.records.queue(
            of: World.spring, by: scene.vega, at: Scene.during
        ).items
        #expect(queue.map(\.submission.id) == [second.id])
        #expect(queue.map(\.feedback) == [nil])
        let candidates = try await scene.records.releaseCandidates(
            of: World.spring, by: scene.vega)
        #expect(candidates.items.isEmpty)
        await #expect {
            try await scene.records.release(
                [item], of: World.spring, by: scene.vega, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["superseded"]
        }
        let kept = try await scene.records.feedback(on: first, by: scene.vega)
        #expect(kept?.content.summary == Scene.marked.summary)
    }
}
