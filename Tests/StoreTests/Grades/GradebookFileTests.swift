import Domain
import Foundation
import Postgres
import Store
import Support
import Synchronization
import Testing

@Suite(.world) struct GradebookFileTests {
    private let later = Scene.due.addingTimeInterval(World.day)

    /// Ada's work is released, Bo's was and is no longer, and he is excused from the other; Cleo handed
    /// nothing in. Ada's P is approved, and changed since; Cleo's I is approved, Bo's F isn't.
    private func graded() async throws -> Scene {
        let scene = try Scene()
        _ = try await released(for: [scene.ada], scene, Feedback.Content(outcome: .complete)) {
            $0.rubricVersion = nil
        }
        let excused = try await scene.assignment(of: scene.bo)
        _ = try await scene.records.excuse(
            excused, reason: .illness, by: scene.vega, at: Scene.during)
        let points = Feedback.Content(outcome: .complete, points: Points("7.5"))
        let shown = try await released(for: [scene.ada, scene.bo], scene, points) {
            $0.title = "Of \"points\", at last"
            $0.rubricVersion = nil
            $0.countsAs = .points(Points(thousandths: 10_000))
        }
        _ = try await scene.records.withdrawRelease(shown[1], by: scene.vega, at: Scene.during)
        try await record(.mark("P"), of: World.ada, scene)
        try await record(.incomplete(lapsesOn: Day("2027-09-01")!, to: "F"), of: World.cleo, scene)
        _ = try await scene.records.approveGrades(
            of: World.spring, learners: [World.ada, World.cleo].map(World.enrollment),
            by: scene.vega, at: later)
        try await record(.mark("F"), of: World.ada, scene)
        try await record(.mark("F"), of: World.bo, scene)
        return scene
    }

    private func record(
        _ grade: CourseGrade, of person: ID<Person>, _ scene: Scene
    ) async throws {
        _ = try await scene.records.recordCourseGrade(
            grade, reason: .correction, of: World.enrollment(of: person), in: World.spring,
            by: scene.hahn, at: later)
    }

    /// The same feedback for each of them, on an exploration of its own.
    private func released(
        for learners: [Actor], _ scene: Scene, _ content: Feedback.Content,
        _ change: (inout Exploration.Content) -> Void
    ) async throws -> [ID<ReleasedFeedback>] {
        let exploration = try await scene.published(change)
        var released: [ID<ReleasedFeedback>] = []
        for learner in learners {
            let own = try await scene.records.ownAssignments(by: learner).items
                .first { $0.assignment.exploration == exploration }
            let submission = try await scene.records.submit(
                Scene.text, aiUse: "none", for: #require(own).assignment.id, by: learner,
                at: Scene.during)
            released += try await scene.records.release(
                [scene.ready(on: submission.id, content)], of: World.spring, by: scene.vega,
                at: Scene.during
            ).released
        }
        return released
    }

    private func text(_ records: Records, by actor: Actor) async throws -> String {
        let bytes = Mutex<[UInt8]>([])
        try await records.gradebookFile(of: World.spring, by: actor).write { piece in
            bytes.withLock { $0 += piece }
        }
        return String(decoding: bytes.withLock { $0 }, as: UTF8.self)
    }

    /// Of lines without a comma in a cell.
    private func cells(_ text: String) -> [[String]] {
        text.split(separator: "\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// What the pages show of a learner, as the file has it.
    private func shown(_ record: CourseGradeRecord) -> [String] {
        [record.name]
            + record.cells.map { cell in
                switch cell.entry?.grade {
                case .complete: "complete"
                case .incomplete: "incomplete"
                case .excused: "excused"
                case .points(let points): points.description
                case .course(let grade): grade.code
                case nil: ""
                }
            } + [record.standing.approval?.grade.code ?? ""]
    }

    @Test func `the file has what the pages show, and titles above it`() async throws {
        let scene = try await graded()

        let text = try await text(scene.records, by: scene.vega)

        let pages = try await scene.records.courseGrades(
            of: World.spring, by: scene.vega, at: later
        ).items.map(shown)
        #expect(
            text.split(separator: "\n")[0] == """
                "Registrar ID","Name","Term code","Class number","Enrollment","Hearing one voice",\
                "Of ""points"", at last","Approved course grade"
                """)
        #expect(cells(text).map { [$0[1]] + $0[5...] } == pages)
        #expect(
            cells(text) == [
                ["021", "Adaeze Okafor", "2271", "10432", "enrolled", "complete", "7.5", "P"],
                ["022", "Bo Lindqvist", "2271", "10432", "enrolled", "", "", ""],
                ["023", "Cleopatra Marsh", "2271", "10977", "enrolled", "", "", "I"],
            ])
    }

    @Test func `whoever dropped is left out, and an exploration taken back too`() async throws {
        let scene = try await graded()
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            "UPDATE enrollment SET state = 'dropped' WHERE id = \(World.enrollment(of: World.bo))",
            "UPDATE exploration SET state = 'withdrawn' WHERE counts_as = 'points'",
        ])

        let lines = cells(try await text(scene.records, by: scene.osei))

        #expect(lines.map { $0[1] } == ["Adaeze Okafor", "Cleopatra Marsh"])
        #expect(lines.map { Array($0[5...]) } == [["complete", "P"], ["", "I"]])
    }

    @Test func `no name stands beside blind work for a reader, until grades are final`()
        async throws
    {
        let scene = try await graded()
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write(["UPDATE exploration SET is_blind = counts_as = 'points'"])

        let reader = cells(try await text(scene.records, by: scene.vega))
        let office = cells(try await text(scene.records, by: scene.osei))
        _ = try await owner.write(["UPDATE offering SET finalized_at = \(later)"])
        let final = cells(try await text(scene.records, by: scene.vega))

        #expect(Array(reader[0][5...]) == ["complete", "", "P"])
        #expect(Array(office[0][5...]) == ["complete", "7.5", "P"])
        #expect(final == office)
    }

    @Test func `only the offering's staff and operators get it`() async throws {
        let scene = try await graded()
        let office = try await text(scene.records, by: scene.osei)

        #expect(try await text(scene.records, by: World.operator) == office)
        #expect(try await text(scene.records, by: World.actor(World.dean)) == office)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await scene.records.gradebookFile(of: World.spring, by: scene.ada)
        }
        for stranger in [World.eve, World.sam, World.zoe] {
            await #expect(throws: NotFound.self) {
                try await scene.records.gradebookFile(
                    of: World.spring, by: World.actor(stranger))
            }
        }
    }

    @Test func `whoever lost the right before the first byte gets none`() async throws {
        let scene = try await graded()
        let owner = try #require(TestDatabase.current).owner
        let file = try await scene.records.gradebookFile(of: World.spring, by: scene.hahn)
        _ = try await owner.write([
            "UPDATE enrollment SET state = 'dropped' WHERE id = \(World.enrollment(of: World.hahn))"
        ])

        await #expect(throws: (any Error).self) {
            try await file.write { _ in Issue.record("a piece of it") }
        }
    }

    @Test func `two flow at once, and one that is let go of makes room`() async throws {
        let records = try Scene().records
        let osei = World.actor(World.osei)
        var files = [
            try await records.gradebookFile(of: World.spring, by: osei),
            try await records.gradebookFile(of: World.spring, by: osei),
        ]

        await #expect(throws: Unavailable.self) {
            try await records.gradebookFile(of: World.spring, by: osei)
        }
        files.removeLast()
        let next = try await text(records, by: osei)

        #expect(next.hasPrefix("\"Registrar ID\"") && files.count == 1)
    }

    @Test func `a reader who goes away leaves the connection to others`() async throws {
        struct Gone: Error {}
        let records = try Scene().records
        let osei = World.actor(World.osei)

        // More often than there are connections.
        for _ in 0..<10 {
            await #expect(throws: Gone.self) {
                try await records.gradebookFile(of: World.spring, by: osei).write { _ in
                    throw Gone()
                }
            }
        }

        #expect(cells(try await text(records, by: osei)).count == 3)
    }

    @Test(arguments: ["v=2\n", "v=1\na=\nb=\nc=\ngrade=stars:5\nreason=released"])
    func `an entry of a form that isn't known fails, rather than be left out`(
        entry: String
    ) async throws {
        let scene = try await graded()
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            INSERT INTO grade_entry (institution_id, offering_id, seq, recorded_at, enrollment_id,
                assignment_id, entry, previous, digest)
            SELECT institution_id, offering_id, 99, now(), enrollment_id, id,
                \(Array(entry.utf8)), sha256(''), sha256('')
            FROM assignment WHERE learner_id = \(World.cleo) LIMIT 1
            """
        ])

        await #expect(throws: PostgresError.self) {
            try await text(scene.records, by: scene.vega)
        }
    }
}
