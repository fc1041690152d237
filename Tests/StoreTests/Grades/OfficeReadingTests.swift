import Domain
import Foundation
import Store
import Support
import Testing

/// What the office's pages read.
@Suite(.world) struct OfficeReadingTests {
    private let ada = World.enrollment(of: World.ada)
    private let now = Scene.due.addingTimeInterval(World.day)

    private func approve(_ scene: Scene) async throws {
        _ = try await scene.records.recordCourseGrade(
            .mark("P"), reason: .appeal, of: ada, in: World.spring, by: scene.vega, at: now)
        _ = try await scene.records.approveGrades(
            of: World.spring, learners: [ada], by: scene.vega, at: now)
    }

    @Test func `the history names who recorded and who approved, the newest first`() async throws {
        let scene = try Scene()
        try await approve(scene)

        let lines = try await scene.records.gradeHistory(
            of: ada, in: World.spring, by: scene.osei)

        #expect(lines.map(\.entry.reason) == [.approved, .appeal])
        #expect(lines.map(\.recorder) == ["Marisol Vega", "Marisol Vega"])
        #expect(lines.map(\.approver) == ["Marisol Vega", nil])
        await #expect(throws: (any Error).self) {
            try await scene.records.gradeHistory(of: ada, in: World.spring, by: scene.ada)
        }
    }

    @Test func `a look at an export makes none, and is refused as the export is`() async throws {
        let scene = try Scene()
        await #expect(throws: Invalid.self) {
            try await scene.records.previewExport(
                of: World.spring, section: World.passFail, .csv, by: scene.osei, at: now)
        }
        try await approve(scene)
        _ = try await scene.records.change(
            World.enrollment(of: World.bo), to: .dropped, section: World.passFail,
            effectiveOn: try #require(Day("2027-03-01")), version: 1, by: scene.osei, at: now)

        let look = try await scene.records.previewExport(
            of: World.spring, section: World.passFail, .csv, by: scene.osei, at: now)

        #expect(look.grades.map(\.registrarID) == ["021"])
        #expect(try await scene.records.exports(of: World.spring, by: scene.osei).items.isEmpty)
        await #expect(throws: (any Error).self) {
            try await scene.records.previewExport(
                of: World.spring, .csv, by: scene.vega, at: now)
        }
    }

    @Test func `the life of an export says when and by whom`() async throws {
        let scene = try Scene()
        try await approve(scene)
        let id = try await scene.records.makeExport(
            of: World.spring, learners: [ada], .json, rendering: { _, _ in [1] }, by: scene.osei,
            at: now)
        try await scene.records.recordExportState(
            .sent, of: id, by: scene.osei, at: now.addingTimeInterval(60))

        let events = try await scene.records.exportEvents(of: id, by: scene.osei)

        #expect(events.map(\.state) == [.made, .sent])
        #expect(events.map(\.name) == ["Abena Osei", "Abena Osei"])
        await #expect(throws: (any Error).self) {
            try await scene.records.exportEvents(of: id, by: scene.vega)
        }
    }

    @Test func `whoever enrolls finds a person by the exact address or id alone`() async throws {
        let scene = try Scene()
        func find(_ name: String, _ actor: Actor) async throws -> ID<Person> {
            try await scene.records.personToEnroll(name, in: World.spring, by: actor).person.id
        }

        #expect(try await find("Winter@example.edu", scene.osei) == World.zoe)
        #expect(try await find("025", scene.osei) == World.zoe)
        await #expect(throws: Invalid.self) { try await find("winter", scene.osei) }
        await #expect(throws: (any Error).self) { try await find("025", scene.vega) }
    }

    @Test func `a roster is imported only as it was shown`() async throws {
        let scene = try Scene()
        let file = RosterFile(rows: [
            .init(
                line: 2,
                entry: RosterEntry(
                    registrarID: "777", legalName: .init(given: "Ray", family: "Quinn"),
                    section: .init(termCode: "2271", classNumber: "10432"),
                    email: "quinn@example.edu"))
        ])
        let dean = World.actor(World.dean)
        let plan = try await scene.records.importRoster(
            file, into: World.spring, dryRun: true, by: dean, at: now)

        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.importRoster(
                file, into: World.spring, shown: [1], by: dean, at: now)
        }
        let done = try await scene.records.importRoster(
            file, into: World.spring, shown: plan.digest, by: dean, at: now)

        #expect(done.count(.new) == 1)
        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.importRoster(
                file, into: World.spring, shown: plan.digest, by: dean, at: now)
        }
    }

    @Test func `a gradebook is searched by name and by id`() async throws {
        let scene = try Scene()
        func names(_ filter: GradebookFilter) async throws -> [String] {
            try await scene.records.courseGrades(
                of: World.spring, filter, by: scene.osei, at: now
            ).items.map(\.name)
        }

        #expect(try await names(GradebookFilter(search: "oKaF")) == ["Adaeze Okafor"])
        #expect(try await names(GradebookFilter(search: "022")) == ["Bo Lindqvist"])
        #expect(try await names(GradebookFilter(section: World.honors)) == ["Cleopatra Marsh"])
        #expect(try await names(GradebookFilter(state: .withdrawn)).isEmpty)
        #expect(try await names(GradebookFilter(enrollment: ada)) == ["Adaeze Okafor"])
    }
}
