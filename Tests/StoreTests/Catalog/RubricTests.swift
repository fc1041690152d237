import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct RubricTests {
    private let records: Records
    private let vega = World.actor(World.vega)
    private let ada = World.actor(World.ada)

    init() throws {
        records = try #require(TestDatabase.current).records
    }

    private func content(_ title: String = "Presence") -> RubricVersion.Content {
        RubricVersion.Content(
            source: "Our own",
            levels: [.init(level: 1, name: "Low"), .init(level: 2, name: "High")],
            criteria: [
                .init(code: "presence", title: title, descriptors: [1: "away", 2: "there"])
            ], flags: [.init(code: "deep", title: "Deep", fromLevel: 2)])
    }

    @Test func `a rubric is read with all that its versions say`() async throws {
        let world = try await records.rubric(World.rubric, by: ada)
        let made = try await records.addRubric(
            slug: "own", title: "Our own", content(), by: vega, at: World.noon)

        let read = try await records.rubric(made.id, by: ada)

        #expect(read == made)
        #expect(world.versions.map(\.id) == [World.rubricVersion])
        #expect(world.versions[0].criteria.map(\.code) == ["presence", "analysis"])
        #expect(world.versions[0].criteria[1].descriptors[4] == "analysis at 4")
        #expect(try await records.rubrics(by: ada).items.map(\.slug) == ["own", "short"])
    }

    @Test func `an edit is the next version, and only of the latest`() async throws {
        let made = try await records.addRubric(
            slug: "own", title: "Our own", content(), by: vega, at: World.noon)

        let second = try await records.addVersion(
            content("Being there"), to: made.id, latest: 1, by: vega, at: World.noon)

        #expect(second.number == 2)
        #expect(
            try await records.rubric(made.id, by: ada).versions == made.versions + [second])
        await #expect(throws: Rubric.Refusal.notTheNextNumber) {
            try await records.addVersion(
                content("Else"), to: made.id, latest: 1, by: vega, at: World.noon)
        }
        await #expect(throws: Rubric.Refusal.nothingChanged) {
            try await records.addVersion(
                content("Being there"), to: made.id, latest: 2, by: vega, at: World.noon)
        }
    }

    @Test func `a version that leaves a level undescribed is refused at its place`() async throws {
        let faulty = RubricVersion.Content(
            levels: [.init(level: 1, name: "Low"), .init(level: 2, name: "High")],
            criteria: [.init(code: "presence", title: "Presence", descriptors: [1: "away"])],
            flags: [.init(code: "deep", title: "Deep", fromLevel: 3)])

        await #expect {
            try await records.addRubric(
                slug: "own", title: "Our own", faulty, by: vega, at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer)
                == ["/criteria/0/descriptors", "/flags/0"]
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.addRubric(
                slug: "own", title: "Our own", content(), by: ada, at: World.noon)
        }
        await #expect(throws: Rubric.Refusal.slugTaken) {
            try await records.addRubric(
                slug: "short", title: "Again", content(), by: vega, at: World.noon)
        }
    }
}
