import Domain
import Foundation
import Store
import Support
import Testing

/// What happens in a term beside reading and writing: more time for many, outages, a change of
/// instructors, an exploration that is taken back.
@Suite(.world) struct TermTests {
    private static let hour: TimeInterval = 3600

    private func dueTimes(_ scene: Scene) async throws -> [ID<Person>: Date] {
        var times: [ID<Person>: Date] = [:]
        for actor in [scene.ada, scene.bo, scene.cleo] {
            let own = try await scene.records.ownAssignments(by: actor).items
            if let person = actor.person { times[person] = own.first?.assignment.dueAt }
        }
        return times
    }

    @Test func `more time for a group goes to open work that is due sooner`() async throws {
        let scene = try Scene()
        let exploration = try await scene.published()
        let done = try await scene.assignment(of: scene.bo)
        _ = try await scene.records.submit(
            Scene.text, aiUse: "none", for: done, by: scene.bo, at: Scene.during)
        let later = Scene.due.addingTimeInterval(3 * World.day)

        let count = try await scene.records.extend(
            exploration, until: later, reason: .technical, by: scene.vega, at: Scene.during)
        let again = try await scene.records.extend(
            exploration, until: later, reason: .technical, by: scene.vega, at: Scene.during)

        #expect(count == 2 && again == 0)
        let times = try await dueTimes(scene)
        #expect(times == [World.ada: later, World.bo: Scene.due, World.cleo: later])
    }

    @Test func `who hasn't got the exploration is named at their place, and nobody gets more`()
        async throws
    {
        let scene = try Scene()
        let exploration = try await scene.published()
        let ids = [World.ada, World.dana].map(World.enrollment)

        await #expect {
            try await scene.records.extend(
                exploration, for: ids, until: Scene.due.addingTimeInterval(World.day),
                reason: .family, by: scene.osei, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/enrollment_ids/1"]
        }
        #expect(Set(try await dueTimes(scene).values) == [Scene.due])
        try await scene.records.recuse(
            World.vega, from: World.ada, in: World.spring, by: scene.osei, at: Scene.during)
        await #expect {
            try await scene.records.extend(
                exploration, for: [World.enrollment(of: World.ada)],
                until: Scene.due.addingTimeInterval(World.day), reason: .family,
                by: scene.vega, at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["recused"]
        }
    }

    @Test func `an outage gives its time back to those whose work was due in it`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        let from = Scene.due.addingTimeInterval(-Self.hour)
        let to = Scene.due.addingTimeInterval(2 * Self.hour)
        let now = Scene.due.addingTimeInterval(3 * Self.hour)

        let outage = try await scene.records.recordOutage(
            from: from, to: to, of: World.spring, by: scene.osei, at: now)
        let long = try await scene.records.recordOutage(
            from: Scene.opens, to: Scene.opens.addingTimeInterval(Self.hour), of: World.spring,
            by: scene.osei, at: now)

        #expect(outage.extended == 3 && long.extended == 0)
        #expect(
            Set(try await dueTimes(scene).values) == [to.addingTimeInterval(3 * Self.hour)])
        let known = try await scene.records.outages(of: World.spring, by: scene.vega)
        #expect(known.map(\.id) == [outage.id, long.id])
        await #expect(throws: Invalid.self) {
            try await scene.records.recordOutage(
                from: to, to: now.addingTimeInterval(1), of: World.spring, by: scene.osei, at: now)
        }
    }

    @Test func `queue and drafts go to the successor, but for whom they don't assess`()
        async throws
    {
        let scene = try Scene()
        let (ada, first) = try await scene.submitted(by: scene.ada)
        let bo = try await scene.assignment(of: scene.bo)
        let second = try await scene.records.submit(
            Scene.text, aiUse: "none", for: bo, by: scene.bo, at: Scene.during)
        for id in [ada, bo] {
            let version = try await scene.records.assignment(id, by: scene.osei)
                .assignment.version
            try await scene.records.nameReader(
                World.vega, of: id, version: version, by: scene.osei, at: Scene.during)
        }
        for id in [first, second.id] { _ = try await scene.ready(on: id) }
        try await scene.records.recuse(
            World.hahn, from: World.bo, in: World.spring, by: scene.osei, at: Scene.during)

        let receipt = try await scene.records.handOver(
            from: World.vega, to: World.hahn, in: World.spring, by: scene.osei,
            at: Scene.during)

        #expect(receipt.assignments == 1 && receipt.feedback == 1 && receipt.leftOpen == 1)
        let queue = try await scene.records.queue(
            of: World.spring, by: scene.hahn, at: Scene.during
        ).items
        #expect(queue.map(\.submission.id) == [first])
        #expect(queue.map(\.feedback) == [.ready])
        let kept = try await scene.records.feedback(on: second.id, by: scene.vega)
        #expect(kept?.state == .ready)
        await #expect {
            try await scene.records.handOver(
                from: World.ada, to: World.hahn, in: World.spring, by: scene.osei,
                at: Scene.during)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/from_id"]
        }
        await #expect(throws: Invalid.self) {
            try await scene.records.handOver(
                from: World.vega, to: World.osei, in: World.spring, by: scene.osei,
                at: Scene.during)
        }
    }

    @Test func `an exploration is taken back until someone has a grade in it`() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let items = try await scene.records.explorations(of: World.spring, by: scene.vega).items
        let exploration = try #require(items.first).exploration
        let release = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during)

        await #expect(throws: Exploration.Refusal.alreadyGraded) {
            try await scene.records.withdraw(
                exploration.id, version: exploration.version, by: scene.vega, at: Scene.during)
        }
        _ = try await scene.records.withdrawRelease(
            release.released[0], by: scene.vega, at: Scene.during)
        try await scene.records.withdraw(
            exploration.id, version: exploration.version, by: scene.vega, at: Scene.during)
        try await scene.records.withdraw(
            exploration.id, version: exploration.version, by: scene.vega, at: Scene.during)

        #expect(try await scene.records.ownAssignments(by: scene.ada).items.isEmpty)
        let seen = try await scene.records.explorations(of: World.spring, by: scene.vega).items
        #expect(seen.map(\.exploration.state) == [.withdrawn])
    }

    @Test func `an accommodation that ended lengthens nothing new, and takes nothing back`()
        async throws
    {
        let scene = try Scene()
        let enrollment = World.enrollment(of: World.ada)
        let id = try await scene.records.grant(
            Accommodation.Content(timeFactor: Share(thousandths: 1500)), to: enrollment,
            by: scene.osei, at: Scene.opens)
        _ = try await scene.published()
        let longer = Scene.due.addingTimeInterval(3.5 * World.day)
        #expect(try await dueTimes(scene)[World.ada] == longer)

        try await scene.records.endAccommodation(
            id, of: enrollment, by: scene.osei, at: Scene.during)
        try await scene.records.endAccommodation(
            id, of: enrollment, by: scene.osei, at: Scene.during)
        let second = try await scene.records.createExploration(
            Scene.content { $0.title = "Second" }, in: World.spring, by: scene.vega,
            at: Scene.during)
        _ = try await scene.records.publish(second, by: scene.vega, at: Scene.during)

        let due = try await scene.records.ownAssignments(by: scene.ada).items
            .map(\.assignment.dueAt)
        #expect(due == [Scene.due, longer])
        await #expect(throws: NotFound.self) {
            try await scene.records.endAccommodation(
                id, of: World.enrollment(of: World.bo), by: scene.osei, at: Scene.during)
        }
    }

    @Test func `a copy takes explorations to other days, and nobody's work with them`()
        async throws
    {
        let scene = try Scene()
        _ = try await scene.submitted(by: scene.ada) {
            $0.latePolicy = LatePolicy(
                kind: .perDay, deduction: Share(thousandths: 100), closesAfterMinutes: 600)
        }
        let startsOn = try #require(Day("2028-02-07"))
        _ = try await scene.records.addHandout(
            Handout.Content(title: "Learn, Connect, Engage", url: "https://example.org/lce"),
            to: World.spring, by: scene.vega, at: Scene.during)

        let plan = try await scene.records.planCopy(
            of: World.spring, title: "Next", startsOn: startsOn, by: scene.vega)
        let id = try await scene.records.copyOffering(
            World.spring, title: "Next", startsOn: startsOn, by: scene.vega, at: Scene.during)

        let copied = try await scene.records.explorations(of: id, by: scene.vega).items
        let one = try #require(copied.first)
        #expect(copied.count == 1 && one.exploration.state == .draft)
        #expect(one.exploration.opensAt == plan.parts.first?.opensAt)
        #expect(one.exploration.dueAt == plan.parts.first?.dueAt)
        #expect(Set(one.exploration.communities) == [World.blog, World.forum])
        #expect(one.exploration.rubricVersion == World.rubricVersion)
        #expect(one.latePolicy.number == 1 && one.latePolicy.kind == .perDay)
        let handouts = try await scene.records.handouts(of: id, by: scene.vega)
        #expect(handouts.map(\.content.title) == ["Learn, Connect, Engage"])
        let people = try await scene.records.enrollments(of: id, by: scene.vega).items
        #expect(people.map(\.enrollment.person) == [World.vega])
        #expect(
            try await scene.records.queue(of: id, by: scene.vega, at: Scene.during).items.isEmpty)
        await #expect(throws: (any Error).self) {
            try await scene.records.copyOffering(
                World.spring, title: "Mine", startsOn: startsOn, by: scene.ada, at: Scene.during)
        }
        await #expect(throws: Offering.Refusal.titleTaken) {
            try await scene.records.copyOffering(
                World.spring, title: "Next", startsOn: startsOn, by: scene.vega,
                at: Scene.during)
        }
    }
}
