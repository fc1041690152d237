import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct LapsingTests {
    private let ada = World.enrollment(of: World.ada)
    private let now = Scene.during

    private func incomplete(_ scene: Scene) async throws {
        _ = try await scene.records.recordCourseGrade(
            .incomplete(lapsesOn: try #require(Day("2027-06-01")), to: "F"), reason: .correction,
            of: ada, in: World.spring, by: scene.vega, at: now)
    }

    private func approve(_ scene: Scene) async throws {
        _ = try await scene.records.approveGrades(
            of: World.spring, learners: [ada], by: scene.hahn, at: now)
    }

    private func standing(_ scene: Scene, at now: Date) async throws -> CourseStanding {
        let rows = try await scene.records.courseGrades(
            of: World.spring, by: scene.osei, at: now
        ).items
        return try #require(rows.first { $0.enrollment == ada }).standing
    }

    // Midnight of the offering's zone.
    private let eve = ISO8601DateFormatter().date(from: "2027-06-01T03:59:59Z") ?? .distantPast
    private let day = ISO8601DateFormatter().date(from: "2027-06-01T04:00:00Z") ?? .distantPast

    @Test func `an I lapses on its day in the offering's zone, once, approved as the I was`()
        async throws
    {
        let scene = try Scene()
        try await incomplete(scene)
        try await approve(scene)

        let early = try await scene.records.lapseIncompletes(of: World.northfield, at: eve)
        let done = try await scene.records.lapseIncompletes(of: World.northfield, at: day)
        let again = try await scene.records.lapseIncompletes(of: World.northfield, at: day)

        #expect(early == 0 && done == 1 && again == 0)
        let standing = try await standing(scene, at: day)
        let entry = try #require(standing.recorded.last).entry
        #expect(entry.reason == .lapsed && entry.grade.canonical == "course:mark:F")
        #expect(entry.recordedBy == World.vega && entry.approvedBy == World.hahn)
        #expect(standing.approval?.grade == .mark("F"))
        let chains = try await scene.records.verify(by: World.actor(World.dean), at: day).chains
        #expect(chains.allSatisfy { $0.firstBreak == nil })
    }

    @Test func `an I that nobody approved lapses to a grade that waits for an approval`()
        async throws
    {
        let scene = try Scene()
        try await incomplete(scene)

        #expect(try await scene.records.lapseIncompletes(of: World.northfield, at: day) == 1)

        let standing = try await standing(scene, at: day)
        #expect(standing.recorded.last?.entry.approvedBy == nil && standing.approval == nil)
    }

    @Test func `an I that was replaced before its day doesn't lapse`() async throws {
        let scene = try Scene()
        try await incomplete(scene)
        _ = try await scene.records.recordCourseGrade(
            .mark("P"), reason: .correction, of: ada, in: World.spring, by: scene.vega, at: now)

        #expect(try await scene.records.lapseIncompletes(of: World.northfield, at: day) == 0)

        #expect(try await standing(scene, at: day).recorded.count == 2)
    }

    @Test func `after the registrar took the I, its lapse is a change of grade`() async throws {
        let scene = try Scene()
        try await incomplete(scene)
        try await approve(scene)
        let id = try await scene.records.makeExport(
            of: World.spring, learners: [ada], .json, rendering: { _, _ in [1] }, by: scene.osei,
            at: now)
        for state in [Export.State.sent, .accepted] {
            try await scene.records.recordExportState(state, of: id, by: scene.osei, at: now)
        }

        _ = try await scene.records.lapseIncompletes(of: World.northfield, at: day)

        let forms = try await scene.records.changesOfGrade(of: World.spring, by: scene.osei).items
        #expect(forms.map(\.approved) == [.mark("F")] && forms.map(\.reason) == [.lapsed])
    }
}
