import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct CourseGradeTests {
    /// Ada's work is complete and released; Bo and Cleo handed nothing in.
    private func graded() async throws -> Scene {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during)
        for section in [World.passFail, World.honors] {
            _ = try await scene.records.setGradeRule(
                .completions([GradeRule.Step(mark: "P", atLeast: 1)], below: "F"), of: section,
                latest: 0, by: scene.vega, at: Scene.during)
        }
        return scene
    }

    private let ada = World.enrollment(of: World.ada)
    private let bo = World.enrollment(of: World.bo)
    private let later = Scene.due.addingTimeInterval(World.day)

    private func approve(
        _ scene: Scene, _ learners: [ID<Enrollment>]? = nil
    ) async throws -> ApprovalReceipt {
        try await scene.records.approveGrades(
            of: World.spring, learners: learners, by: scene.vega, at: later)
    }

    @Test func `an approval names what is missing, and approves nothing of the list`() async throws
    {
        let scene = try await graded()

        await #expect {
            try await approve(scene)
        } throws: { error in
            let details = (error as? Invalid)?.faults.map(\.detail) ?? []
            return details == [
                "Bo Lindqvist: no grade yet for Hearing one voice.",
                "Cleopatra Marsh: no grade yet for Hearing one voice.",
            ]
        }
        let rows = try await scene.records.courseGrades(
            of: World.spring, by: scene.vega, at: later
        ).items
        #expect(rows.map(\.isApproved) == [false, false, false])
    }

    @Test func `an approved grade is approved once, and a change is approved anew`() async throws {
        let scene = try await graded()

        let first = try await approve(scene, [ada])
        let again = try await approve(scene, [ada])
        _ = try await scene.records.recordCourseGrade(
            .mark("F"), reason: .correction, of: ada, in: World.spring, by: scene.hahn, at: later)
        let stale = try await scene.records.courseGrades(
            of: World.spring, by: scene.osei, at: later
        ).items[0]
        let changed = try await approve(scene, [ada])

        #expect(first.approved == [ada] && again.approved.isEmpty && again.unchanged == [ada])
        #expect(stale.standing.approval?.grade == .mark("P") && !stale.isApproved)
        #expect(changed.approved == [ada])
        let own = try await scene.records.ownGrades(by: scene.ada, at: later)
        #expect(own.map(\.standing.approval?.grade) == [.mark("F")])
        #expect(own.first?.cells.first?.sentence == "Complete: it counts as done.")
    }

    @Test func `only instructors approve, and none whom they don't assess`() async throws {
        let scene = try await graded()
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            INSERT INTO recusal (institution_id, offering_id, reader_id, learner_id, recorded_at)
            VALUES (\(World.northfield.rawValue), \(World.spring.rawValue),
                \(World.vega.rawValue), \(World.ada.rawValue), \(Scene.during))
            """
        ])

        await #expect { try await approve(scene, [ada]) } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["recused"]
        }
        for actor in [scene.osei, scene.ada, World.actor(World.eve), World.operator] {
            await #expect(throws: (any Error).self) {
                try await scene.records.approveGrades(
                    of: World.spring, learners: [ada], by: actor, at: later)
            }
        }
    }

    @Test func `an export refuses who isn't approved, by name, and freezes the rest`() async throws
    {
        let scene = try await graded()
        _ = try await approve(scene, [ada])
        let render: @Sendable (GradeExport, RegistrarTemplate) -> [UInt8] = { export, _ in
            Array(export.grades.map { "\($0.registrarID) \($0.grade)" }.joined().utf8)
        }
        func export(_ learners: [ID<Enrollment>]?) async throws -> ID<Export> {
            try await scene.records.makeExport(
                of: World.spring, learners: learners, .csv, rendering: render, by: scene.osei,
                at: later)
        }

        await #expect { try await export(nil) } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["not-approved", "not-approved"]
        }
        let id = try await export([ada])
        let content = try await scene.records.exportContent(id, by: scene.osei)
        let listed = try await scene.records.exports(of: World.spring, by: scene.osei).items

        #expect(String(decoding: content.bytes, as: UTF8.self) == "021 P")
        #expect(listed.map(\.id) == [id] && listed.map(\.lines) == [1])
        #expect(listed.first?.digest == content.digest && listed.first?.state == .made)
        await #expect(throws: (any Error).self) {
            try await scene.records.exportContent(id, by: scene.ada)
        }
    }

    @Test func `a change after an export is told by learner, and an export never goes back`()
        async throws
    {
        let scene = try await graded()
        _ = try await approve(scene, [ada])
        let id = try await scene.records.makeExport(
            of: World.spring, learners: [ada], .json, rendering: { _, _ in [1] }, by: scene.osei,
            at: later)
        for state in [Export.State.sent, .accepted] {
            try await scene.records.recordExportState(state, of: id, by: scene.osei, at: later)
        }

        #expect(try await scene.records.gradeChanges(since: id, by: scene.osei, at: later).isEmpty)
        _ = try await scene.records.recordCourseGrade(
            .mark("F"), reason: .appeal, of: ada, in: World.spring, by: scene.vega, at: later)
        let open = try await scene.records.gradeChanges(since: id, by: scene.osei, at: later)
        _ = try await approve(scene, [ada])
        let settled = try await scene.records.gradeChanges(since: id, by: scene.osei, at: later)

        #expect(open.map(\.current) == [.mark("F")] && open.map(\.isApproved) == [false])
        #expect(settled.map(\.isApproved) == [true])
        await #expect(throws: Export.Refusal.notTheNextState) {
            try await scene.records.recordExportState(
                .rejected, of: id, by: scene.osei, at: later)
        }
    }

    @Test func `a withdrawn learner's W is approved without a rule or any work`() async throws {
        let scene = try Scene()
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            "UPDATE enrollment SET state = 'withdrawn' WHERE id = \(bo.rawValue)"
        ])

        let receipt = try await approve(scene, [bo])

        #expect(receipt.approved == [bo])
        let rows = try await scene.records.courseGrades(
            of: World.spring, by: scene.vega, at: later
        ).items
        #expect(rows.first { $0.enrollment == bo }?.standing.approval?.grade == .withdrawn)
    }

    @Test func `a grade is changed by hand once the work came back, and not before`() async throws {
        let scene = try await graded()
        let own = try await scene.assignment(of: scene.ada)
        let waiting = try await scene.assignment(of: scene.bo)
        _ = try await scene.records.submit(
            Scene.text, aiUse: "none", for: waiting, by: scene.bo, at: Scene.during)

        let place = try await scene.records.recordGrade(
            .incomplete, reason: .appeal, of: own, by: scene.vega, at: later)

        await #expect(throws: Assignment.Refusal.gradeNotOpen) {
            try await scene.records.recordGrade(
                .complete, reason: .appeal, of: waiting, by: scene.vega, at: later)
        }
        await #expect(throws: Invalid.self) {
            try await scene.records.recordGrade(
                .points(.zero), reason: .appeal, of: own, by: scene.vega, at: later)
        }
        await #expect(throws: Invalid.self) {
            try await scene.records.recordGrade(
                .complete, reason: .released, of: own, by: scene.vega, at: later)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.recordGrade(
                .complete, reason: .appeal, of: own, by: scene.osei, at: later)
        }
        let seen = try #require(try await scene.records.ownGrades(by: scene.ada, at: later).first)
        #expect(place == 2)
        #expect(
            seen.cells.map(\.sentence)
                == ["Incomplete: it doesn't count as done. Changed on appeal."])
        guard case .grade(let grade, _) = seen.candidate else {
            Issue.record("no grade")
            return
        }
        #expect(grade == .mark("F"))
    }
}
