import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct ExplorationTests {
    @Test func `learners see an exploration once it is published`() async throws {
        let scene = try Scene()
        let id = try await scene.records.createExploration(
            Scene.content(), in: World.spring, by: scene.vega, at: Scene.opens)

        await #expect(throws: NotFound.self) {
            try await scene.records.exploration(id, by: scene.ada)
        }
        #expect(try await scene.records.explorations(of: World.spring, by: scene.ada).items == [])
        _ = try await scene.records.publish(id, by: scene.vega, at: Scene.opens)

        let shown = try await scene.records.exploration(id, by: scene.ada)
        #expect(shown.exploration.state == .published)
        #expect(shown.latePolicy.closesAfterMinutes == 60)
        #expect(
            try await scene.records.explorations(of: World.spring, by: scene.ada).items == [shown])
    }

    @Test func `a publication gives it to everyone who takes part, once`() async throws {
        let scene = try Scene()
        let id = try await scene.published()

        let again = try await scene.records.publish(id, by: scene.vega, at: Scene.during)
        let given = try await scene.records.assignments(of: id, by: scene.vega).items

        #expect(again.assignments.isEmpty)
        #expect(given.map(\.learnerName) == ["Adaeze Okafor", "Bo Lindqvist", "Cleopatra Marsh"])
        #expect(Set(given.map(\.communityName)) == ["A Blog", "A Forum"])
        #expect(given.allSatisfy { $0.assignment.dueAt == Scene.due })
    }

    @Test func `a publication to some leaves the others out, and names strangers at their place`()
        async throws
    {
        let scene = try Scene()
        let id = try await scene.records.createExploration(
            Scene.content(), in: World.spring, by: scene.vega, at: Scene.opens)
        let ada = World.enrollment(of: World.ada)

        await #expect {
            try await scene.records.publish(
                id, Publication(learners: [ada, World.enrollment(of: World.dana)]),
                by: scene.vega, at: Scene.opens)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/enrollment_ids/1"]
        }
        _ = try await scene.records.publish(
            id,
            Publication(
                learners: [ada],
                places: [Publication.Place(enrollment: ada, community: World.forum)]),
            by: scene.vega, at: Scene.opens)

        let given = try await scene.records.assignments(of: id, by: scene.vega).items
        #expect(given.map(\.learnerName) == ["Adaeze Okafor"])
        #expect(given.map(\.communityName) == ["A Forum"])
    }

    @Test func `a community for nobody, twice, or of another exploration is named at its line`()
        async throws
    {
        let scene = try Scene()
        let id = try await scene.records.createExploration(
            Scene.content(), in: World.spring, by: scene.vega, at: Scene.opens)
        let ada = World.enrollment(of: World.ada)
        let places = [
            (ada, World.forum), (World.enrollment(of: World.bo), World.forum),
            (ada, World.forum), (ada, ID<Community>(rawValue: UUID())),
        ].map { Publication.Place(enrollment: $0, community: $1) }

        await #expect {
            try await scene.records.publish(
                id, Publication(learners: [ada], places: places), by: scene.vega,
                at: Scene.opens)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == [
                "/communities/1/enrollment_id", "/communities/2/enrollment_id",
                "/communities/3/enrollment_id", "/communities/3/community_id",
            ]
        }
        #expect(try await scene.records.assignments(of: id, by: scene.vega).items.isEmpty)
    }

    @Test func `a publication to nobody is a mistake, and publishes nothing`() async throws {
        let scene = try Scene()
        let id = try await scene.records.createExploration(
            Scene.content(), in: World.spring, by: scene.vega, at: Scene.opens)

        await #expect(throws: Invalid.self) {
            try await scene.records.publish(
                id, Publication(learners: []), by: scene.vega, at: Scene.opens)
        }
        let record = try await scene.records.exploration(id, by: scene.vega)
        #expect(record.exploration.state == .draft)
    }

    @Test func `two publications at once give it to each learner once`() async throws {
        let scene = try Scene()
        let id = try await scene.records.createExploration(
            Scene.content(), in: World.spring, by: scene.vega, at: Scene.opens)

        let receipts = try await withThrowingTaskGroup(of: PublicationReceipt.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try await scene.records.publish(id, by: scene.vega, at: Scene.opens)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(receipts.map(\.assignments.count).sorted() == [0, 0, 0, 3])
    }

    @Test func `a community that is declined can't be assigned`() async throws {
        let scene = try Scene()

        await #expect {
            try await scene.records.createExploration(
                Scene.content { $0.communities = [World.blog, World.declined] },
                in: World.spring, by: scene.vega, at: Scene.opens)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/community_ids/1"]
        }
    }

    @Test func `every fault of form is named at its field`() async throws {
        let scene = try Scene()

        await #expect {
            try await scene.records.createExploration(
                Scene.content {
                    $0.title = ""
                    $0.dueAt = $0.opensAt
                    $0.latePolicy = LatePolicy(kind: .perDay)
                }, in: World.spring, by: scene.vega, at: Scene.opens)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/title", "/due_at", "/late_policy"]
        }
    }

    @Test func `an edit of another version is refused, and one that disfavors learners too`()
        async throws
    {
        let scene = try Scene()
        let id = try await scene.published()
        let shown = try await scene.records.exploration(id, by: scene.vega).exploration

        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.edit(
                id, to: Scene.content(), version: shown.version - 1, by: scene.vega,
                at: Scene.during)
        }
        await #expect(throws: Exploration.Refusal.dueOnlyLater) {
            try await scene.records.edit(
                id, to: Scene.content { $0.dueAt -= World.day }, version: shown.version,
                by: scene.vega, at: Scene.during)
        }
        await #expect(throws: LatePolicy.Refusal.disfavorsLearner) {
            try await scene.records.edit(
                id, to: Scene.content { $0.latePolicy = LatePolicy(closesAfterMinutes: 30) },
                version: shown.version, by: scene.vega, at: Scene.during)
        }
    }

    @Test func `a later due time and a kinder policy move every assignment's`() async throws {
        let scene = try Scene()
        let id = try await scene.published()
        let version = try await scene.records.exploration(id, by: scene.vega).exploration.version

        try await scene.records.edit(
            id,
            to: Scene.content {
                $0.dueAt += World.day
                $0.latePolicy = LatePolicy(closesAfterMinutes: 120)
            }, version: version, by: scene.vega, at: Scene.during)

        let own = try #require(await scene.records.ownAssignments(by: scene.ada).items.first)
        #expect(own.assignment.dueAt == Scene.due.addingTimeInterval(World.day))
        #expect(own.assignment.closesAt == own.assignment.dueAt.addingTimeInterval(7200))
        #expect(
            try await scene.records.exploration(id, by: scene.ada).latePolicy.number == 2)
    }

    @Test func `learners write no explorations, and strangers find none`() async throws {
        let scene = try Scene()
        let id = try await scene.published()

        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.publish(id, by: scene.ada, at: Scene.opens)
        }
        await #expect(throws: NotFound.self) {
            try await scene.records.exploration(id, by: World.actor(World.dana))
        }
        await #expect(throws: NotFound.self) {
            try await scene.records.exploration(id, by: World.actor(World.sam))
        }
    }
}
