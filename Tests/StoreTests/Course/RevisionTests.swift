import Domain
import Foundation
import Store
import Support
import Testing

/// Work that comes back for revision, extensions, and readers who may not read.
@Suite(.world) struct RevisionTests {
    private static let costly = LatePolicy(
        kind: .perDay, deduction: Share(thousandths: 100), closesAfterMinutes: 1440)

    private static func back(
        _ outcome: Feedback.Outcome, points: Points? = nil
    ) -> Feedback.Content {
        Feedback.Content(
            outcome: outcome, points: points, levels: ["presence": 2], summary: "Once more.")
    }

    @Test func `a revision of work that came in time is neither late nor too late`() async throws {
        let scene = try Scene()
        let worth = Points(thousandths: 10_000)
        let (assignment, first) = try await scene.submitted(by: scene.ada) {
            $0.countsAs = .points(worth)
            $0.latePolicy = Self.costly
        }
        let item = try await scene.ready(on: first, Self.back(.returned))
        _ = try await scene.records.release(
            [item], of: World.spring, by: scene.vega, at: Scene.due)
        let muchLater = Scene.due.addingTimeInterval(5 * World.day)

        let second = try await scene.records.submit(
            Scene.text + " Again.", aiUse: "none", for: assignment, by: scene.ada, at: muchLater)
        let last = try await scene.ready(on: second.id, Self.back(.complete, points: worth))
        _ = try await scene.records.release(
            [last], of: World.spring, by: scene.vega, at: muchLater)

        let record = try await scene.records.assignment(assignment, by: scene.ada)
        #expect(!record.lateSubmission)
        let grades = try await scene.records.ownGrades(by: scene.ada, at: muchLater)
        #expect(grades.first?.cells.first?.entry?.grade == .points(worth))
    }

    @Test func `what came back on an earlier submission stays beside it`() async throws {
        let scene = try Scene()
        let (assignment, first) = try await scene.submitted(by: scene.ada)
        let later = Scene.due.addingTimeInterval(60)
        func release(
            _ outcome: Feedback.Outcome, on submission: ID<Submission>, at time: Date
        ) async throws {
            let item = try await scene.ready(on: submission, Self.back(outcome))
            _ = try await scene.records.release(
                [item], of: World.spring, by: scene.vega, at: time)
        }
        func shown(_ submission: ID<Submission>?) async throws -> ReleasedFeedback {
            try await scene.records.releasedFeedback(
                on: assignment, of: submission, by: scene.ada, at: later)
        }
        try await release(.returned, on: first, at: Scene.due)
        let second = try await scene.records.submit(
            Scene.text + " Again.", aiUse: "none", for: assignment, by: scene.ada, at: Scene.due
        ).id
        let between = try await scene.records.receipts(of: assignment, by: scene.ada)
        await #expect(throws: NotFound.self) { try await shown(second) }
        try await release(.complete, on: second, at: later)

        #expect(between.answered == [first])
        #expect(try await shown(first).content.outcome == .returned)
        #expect(try await shown(second).content.outcome == .complete)
        #expect(try await shown(nil).submission == second)
        let after = try await scene.records.receipts(of: assignment, by: scene.ada)
        #expect(after.answered == [first, second])
    }

    @Test func `a retry after the close gets the receipt of what was taken in time`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        let key = IdempotencyKey(key: "k", route: "POST /x", bodyDigest: [1])
        func submit(_ key: IdempotencyKey, at time: Date) async throws -> SubmissionReceipt {
            try await scene.records.submit(
                Scene.text, aiUse: "none", for: id, by: scene.ada, at: time, once: key)
        }

        let first = try await submit(key, at: Scene.during)
        let late = Scene.due.addingTimeInterval(2 * World.day)

        #expect(try await submit(key, at: late) == first)
        await #expect(throws: Assignment.Refusal.closed) {
            try await submit(
                IdempotencyKey(key: "other", route: "POST /x", bodyDigest: [1]), at: late)
        }
    }

    @Test func `of two readers' feedback on one work, one is released`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let one = try await scene.ready(on: submission)
        let other = try await scene.records.saveFeedback(
            Self.back(.returned), on: submission, isReady: true, version: 0, by: scene.hahn,
            at: Scene.during)

        await #expect {
            try await scene.records.release(
                [one, ReleaseItem(feedback: other.id, version: other.version)],
                of: World.spring, by: scene.vega, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["repeated"]
        }
        _ = try await scene.records.release(
            [one], of: World.spring, by: scene.vega, at: Scene.during)
        await #expect {
            try await scene.records.release(
                [ReleaseItem(feedback: other.id, version: other.version)], of: World.spring,
                by: scene.vega, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["not-in-review"]
        }
    }

    @Test func `who is recused releases nothing of that learner and can't lift it themself`()
        async throws
    {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        let item = try await scene.ready(on: submission)
        try await scene.records.recuse(
            World.vega, from: World.ada, in: World.spring, by: scene.osei, at: Scene.during)

        for releaser in [scene.vega, scene.hahn] {
            await #expect {
                try await scene.records.release(
                    [item], of: World.spring, by: releaser, at: Scene.during)
            } throws: { error in
                (error as? Invalid)?.faults.map(\.code) == ["recused"]
            }
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.removeRecusal(
                of: World.vega, from: World.ada, in: World.spring, by: scene.vega,
                at: Scene.during)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.excuse(
                assignment, reason: .illness, by: scene.vega, at: Scene.during)
        }
        try await scene.records.removeRecusal(
            of: World.vega, from: World.ada, in: World.spring, by: scene.osei, at: Scene.during)
        _ = try await scene.records.release(
            [item], of: World.spring, by: scene.vega, at: Scene.during)
    }

    @Test func `an older release isn't taken back from under a newer one`() async throws {
        let scene = try Scene()
        let (assignment, first) = try await scene.submitted(by: scene.ada)
        let older = try await scene.records.release(
            [try await scene.ready(on: first, Self.back(.returned))], of: World.spring,
            by: scene.vega, at: Scene.during)
        let second = try await scene.records.submit(
            Scene.text + " Again.", aiUse: "none", for: assignment, by: scene.ada,
            at: Scene.during)
        let newer = try await scene.records.release(
            [try await scene.ready(on: second.id)], of: World.spring, by: scene.vega,
            at: Scene.during.addingTimeInterval(60))

        await #expect(throws: ReleasedFeedback.Refusal.followedByAnother) {
            try await scene.records.withdrawRelease(
                older.released[0], by: scene.vega, at: Scene.during)
        }
        _ = try await scene.records.withdrawRelease(
            newer.released[0], by: scene.vega, at: Scene.during)
    }

    @Test func `a second extension takes nothing from the first`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let id = try await scene.assignment(of: scene.ada)
        let close = Scene.due.addingTimeInterval(30 * World.day)
        let due = Scene.due.addingTimeInterval(6 * World.day)

        _ = try await scene.records.extend(
            id, until: Scene.due.addingTimeInterval(5 * World.day), closesAt: close,
            reason: .illness, by: scene.osei, at: Scene.during)
        _ = try await scene.records.extend(
            id, until: due, reason: .family, by: scene.osei, at: Scene.during)

        let record = try await scene.records.assignment(id, by: scene.ada)
        #expect(record.assignment.dueAt == due)
        #expect(record.assignment.closesAt == close)
    }

    @Test func `work without a close is missing once the offering is over`() async throws {
        let scene = try Scene()
        _ = try await scene.published { $0.latePolicy = LatePolicy() }
        let over = World.noon.addingTimeInterval(120 * World.day)

        let early = try await scene.records.closeAssignments(
            of: World.northfield, at: Scene.due.addingTimeInterval(World.day))
        let done = try await scene.records.closeAssignments(of: World.northfield, at: over)

        #expect(early == Closing(taken: 0, missed: 0))
        #expect(done == Closing(taken: 0, missed: 3))
    }

    @Test func `an extension and an edit at once: both hold`() async throws {
        for _ in 0..<5 {
            let scene = try Scene()
            let exploration = try await scene.published()
            let assignments = try await scene.records.assignments(of: exploration, by: scene.osei)
            let id = try #require(assignments.items.first).assignment.id
            let record = try await scene.records.exploration(exploration, by: scene.vega)
            var content = Scene.content()
            content.dueAt = Scene.due.addingTimeInterval(World.day)
            let later = content
            let far = Scene.due.addingTimeInterval(9 * World.day)

            async let edited: Void = scene.records.edit(
                exploration, to: later, version: record.exploration.version, by: scene.vega,
                at: Scene.during)
            async let extended = scene.records.extend(
                id, until: far, reason: .illness, by: scene.osei, at: Scene.during)
            _ = try await (edited, extended)

            let held = try await scene.records.assignment(id, by: scene.osei)
            #expect(held.assignment.dueAt == far)
        }
    }

    @Test func `what a reader who leaves was to read goes back to the others`() async throws {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        let version = try await scene.records.assignment(assignment, by: scene.osei)
            .assignment.version
        try await scene.records.nameReader(
            World.vega, of: assignment, version: version, by: scene.osei, at: Scene.during)
        #expect(
            try await scene.records.queue(of: World.spring, by: scene.hahn, at: Scene.during).items
                .isEmpty)

        let vega = try await scene.records.enrollment(
            World.enrollment(of: World.vega), by: scene.osei)
        try await scene.records.change(
            vega.enrollment.id, to: .withdrawn, section: nil,
            effectiveOn: try #require(Day("2027-03-02")), version: vega.enrollment.version,
            by: scene.osei, at: Scene.during)

        let open = try await scene.records.queue(of: World.spring, by: scene.hahn, at: Scene.during)
            .items
        #expect(open.map(\.submission.id) == [submission])
    }

    @Test func `a blind reader is told no time, no id and no place that tells who wrote`()
        async throws
    {
        let scene = try Scene()
        _ = try await scene.records.grant(
            Accommodation.Content(timeFactor: Share(thousandths: 1500)),
            to: World.enrollment(of: World.ada), by: scene.osei, at: Scene.opens)
        let exploration = try await scene.records.createExploration(
            Scene.content { $0.isBlind = true }, in: World.spring, by: scene.vega,
            at: Scene.opens)
        await #expect(throws: Invalid.self) {
            try await scene.records.publish(
                exploration,
                Publication(places: [
                    Publication.Place(
                        enrollment: World.enrollment(of: World.ada), community: World.forum)
                ]), by: scene.vega, at: Scene.opens)
        }

        let receipt = try await scene.records.publish(
            exploration, by: scene.vega, at: Scene.opens)
        let own = try await scene.assignment(of: scene.ada)
        let submission = try await scene.records.submit(
            Scene.text, aiUse: "none", for: own, by: scene.ada, at: Scene.during)

        #expect(receipt.count == 3 && receipt.assignments.isEmpty)
        let listed = try await scene.records.assignments(of: exploration, by: scene.vega).items
        #expect(Set(listed.map(\.assignment.dueAt)) == [Scene.due])
        #expect(listed.allSatisfy { $0.assignment.closesAt == nil })
        let receipts = try await scene.records.receipts(of: own, by: scene.vega)
        #expect(receipts.isReadBlind)
        #expect(try await scene.records.submission(submission.id, by: scene.vega).isReadBlind)
        let seen = try await scene.records.assignment(own, by: scene.ada)
        #expect(seen.assignment.dueAt > Scene.due)
    }
}
