import Domain
import Foundation
import Store
import Support
import Testing

/// Exports on their way through the registrar's office. Grades are recorded by hand.
@Suite(.world) struct ExportLifeTests {
    private let ada = World.enrollment(of: World.ada)
    private let bo = World.enrollment(of: World.bo)
    private let now = Scene.due.addingTimeInterval(World.day)
    private let plain: @Sendable (GradeExport, RegistrarTemplate) -> [UInt8] = { export, template in
        Array(
            export.grades.map { "\($0.registrarID)=\(template.letter(of: $0.grade))" }
                .joined(separator: " ").utf8)
    }

    private func record(
        _ grade: String, of learner: ID<Enrollment>, _ scene: Scene,
        _ reason: GradeEntry.Reason = .correction
    ) async throws {
        _ = try await scene.records.recordCourseGrade(
            .mark(grade), reason: reason, of: learner, in: World.spring, by: scene.vega, at: now)
        _ = try await scene.records.approveGrades(
            of: World.spring, learners: [learner], by: scene.vega, at: now)
    }

    private func export(
        _ scene: Scene, _ learners: [ID<Enrollment>]? = nil, failed: ID<Export>? = nil,
        _ format: Export.Format = .json
    ) async throws -> ID<Export> {
        try await scene.records.makeExport(
            of: World.spring, learners: learners, failed: failed, format, rendering: plain,
            by: scene.osei, at: now)
    }

    private func move(
        _ id: ID<Export>, _ scene: Scene, _ states: Export.State..., rows: [RejectedRow] = []
    ) async throws {
        for state in states {
            try await scene.records.recordExportState(
                state, of: id, rows: state == .rejected ? rows : [], by: scene.osei, at: now)
        }
    }

    private func text(_ id: ID<Export>, _ scene: Scene) async throws -> String {
        let content = try await scene.records.exportContent(id, by: scene.osei)
        return String(decoding: content.bytes, as: UTF8.self)
    }

    @Test func `failed rows are told with the registrar's words, and sent again alone`()
        async throws
    {
        let scene = try Scene()
        for learner in [ada, bo] { try await record("P", of: learner, scene) }
        let first = try await export(scene, [ada, bo])
        let lines = try await scene.records.exportLines(of: first, by: scene.osei).items
        let boID = try #require(lines.first { $0.enrollment == bo }).registrarID

        await #expect(throws: Invalid.self) {
            try await move(first, scene, .sent, rows: [])
            try await move(
                first, scene, .rejected, rows: [RejectedRow(registrarID: "none", said: "")])
        }
        try await move(
            first, scene, .rejected,
            rows: [RejectedRow(registrarID: boID, said: "not on the roster")])
        let again = try await export(scene, failed: first)

        let told = try await scene.records.exportLines(of: first, by: scene.osei).items
        #expect(told.map(\.hasFailed) == told.map { $0.enrollment == bo })
        #expect(told.compactMap(\.said) == ["not on the roster"])
        #expect(try await text(again, scene) == "\(boID)=P")
        await #expect(throws: Invalid.self) { try await export(scene, failed: again) }
    }

    @Test func `a rejection without rows is of every row`() async throws {
        let scene = try Scene()
        for learner in [ada, bo] { try await record("P", of: learner, scene) }
        let first = try await export(scene, [ada, bo])

        try await move(first, scene, .sent, .rejected)

        let again = try await export(scene, failed: first)
        #expect(try await scene.records.export(again, by: scene.osei).lines == 2)
    }

    @Test func `after the registrar took a grade, a change makes one change-of-grade form`()
        async throws
    {
        let scene = try Scene()
        for learner in [ada, bo] { try await record("P", of: learner, scene) }
        let first = try await export(scene, [ada, bo])
        try await record("F", of: bo, scene, .appeal)
        let early = try await scene.records.changesOfGrade(of: World.spring, by: scene.osei)

        try await move(first, scene, .sent, .accepted)
        try await record("F", of: ada, scene, .correction)

        let forms = try await scene.records.changesOfGrade(of: World.spring, by: scene.osei).items
        #expect(early.items.isEmpty)
        #expect(Set(forms.map(\.enrollment)) == [ada, bo])
        #expect(forms.allSatisfy { $0.exported == .mark("P") && $0.approved == .mark("F") })
        #expect(forms.first { $0.enrollment == bo }?.reason == .appeal)
        #expect(forms.first { $0.enrollment == ada }?.reason == .correction)
        let second = try await export(scene, [ada])
        try await move(second, scene, .sent, .accepted)
        let settled = try await scene.records.changesOfGrade(of: World.spring, by: scene.osei)
        #expect(settled.items.count == 2)
        // Bo's form was sent: what follows is a change of that, back to what the file had.
        try await record("P", of: bo, scene, .registrar)
        let back = try await scene.records.changesOfGrade(of: World.spring, by: scene.osei).items
        let last = back.filter { $0.enrollment == bo }
        #expect(last.map(\.approved.code).sorted() == ["F", "P"])
        #expect(last.map(\.exported.code).sorted() == ["F", "P"])
        await #expect(throws: (any Error).self) {
            try await scene.records.changesOfGrade(of: World.spring, by: scene.ada)
        }
    }

    @Test func `two exports differ by who was added, gone or changed`() async throws {
        let scene = try Scene()
        try await record("P", of: ada, scene)
        let first = try await export(scene, [ada])
        try await record("F", of: ada, scene)
        try await record("P", of: bo, scene)
        let second = try await export(scene, [ada, bo])

        let ahead = try await scene.records.gradeChanges(
            from: first, to: second, by: scene.osei)
        let back = try await scene.records.gradeChanges(from: second, to: first, by: scene.osei)

        #expect(ahead.map(\.exported) == [.mark("P"), nil])
        #expect(ahead.map(\.current) == [.mark("F"), .mark("P")])
        #expect(back.map(\.current) == [.mark("P"), nil])
        #expect(
            try await scene.records.gradeChanges(from: first, to: first, by: scene.osei).isEmpty)
    }

    @Test func `a move to another section is told, and asks for an approval there`() async throws {
        let scene = try Scene()
        try await record("P", of: ada, scene)
        let first = try await export(scene, [ada])
        let version = try await scene.records.enrollment(ada, by: scene.osei).enrollment.version

        try await scene.records.change(
            ada, to: .enrolled, section: World.honors,
            effectiveOn: try #require(Day("2027-03-02")), version: version, by: scene.osei,
            at: now)

        let told = try await scene.records.gradeChanges(since: first, by: scene.osei, at: now)
        #expect(told.map(\.current) == [.mark("P")] && told.map(\.isApproved) == [false])
        await #expect { try await export(scene, [ada]) } throws: { error in
            (error as? Invalid)?.faults.map(\.code) == ["not-approved"]
        }
    }

    @Test func `a registrar's file follows its section's template, and needs one section`()
        async throws
    {
        let scene = try Scene()
        try await record("P", of: ada, scene)
        let template = RegistrarTemplate(
            columns: RegistrarTemplate.preset.columns, letters: ["P": "S"])
        let preset = try await scene.records.registrarTemplate(of: World.passFail, by: scene.osei)
        let set = try await scene.records.setRegistrarTemplate(
            template, of: World.passFail, latest: 0, by: scene.osei, at: now)

        await #expect { try await export(scene, [ada], .registrar) } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/section_id"]
        }
        let id = try await scene.records.makeExport(
            of: World.spring, section: World.passFail, learners: [ada], .registrar,
            rendering: plain, by: scene.osei, at: now)

        #expect(preset.number == 0 && preset.template == .preset && set.number == 1)
        #expect(try await text(id, scene) == "021=S")
        await #expect(throws: PreconditionFailed.self) {
            try await scene.records.setRegistrarTemplate(
                template, of: World.passFail, latest: 0, by: scene.osei, at: now)
        }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.setRegistrarTemplate(
                template, of: World.passFail, latest: 1, by: scene.vega, at: now)
        }
    }
}
