import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct RosterImportTests {
    private let records: Records
    private let database: TestDatabase
    private let dean = World.actor(World.dean)
    private let osei = World.actor(World.osei)

    init() throws {
        database = try #require(TestDatabase.current)
        records = database.records
    }

    /// Ada as the world has her.
    private static let ada = RosterEntry(
        registrarID: "021", legalName: .init(given: "Adaeze", family: "Okafor"),
        section: .init(termCode: "2271", classNumber: "10432"), email: "okafor@example.edu")

    private static func newcomer(_ number: Int) -> RosterEntry {
        RosterEntry(
            registrarID: "9\(number)", legalName: .init(given: "N", family: "Number \(number)"),
            section: .init(termCode: "2271", classNumber: "10977"),
            email: "n\(number)@example.edu")
    }

    private func entry(
        _ base: RosterEntry = RosterImportTests.ada, _ change: (inout RosterEntry) -> Void
    ) -> RosterEntry {
        var entry = base
        change(&entry)
        return entry
    }

    private func run(
        _ entries: [RosterEntry], dryRun: Bool = false, by actor: Actor? = nil
    ) async throws -> RosterReport {
        let rows = entries.enumerated().map {
            RosterFile.Row(line: $0.offset + 2, entry: $0.element)
        }
        return try await records.importRoster(
            RosterFile(rows: rows), into: World.spring, dryRun: dryRun, by: actor ?? dean,
            at: World.noon)
    }

    private func learners() async throws -> [EnrollmentRecord] {
        try await records.enrollments(
            of: World.spring, EnrollmentFilter(role: .learner), by: dean,
            PageRequest(limit: 200)
        ).items
    }

    @Test func `newcomers get an account and an enrollment, and the rest stays`() async throws {
        let report = try await run([Self.ada, Self.newcomer(1)])

        let all = try await learners()
        let made = try #require(all.first { $0.registrarID == "91" })
        #expect(report.rows.map(\.fate) == [.unchanged, .new])
        #expect(report.absent == ["022", "023"])
        #expect(all.count == 4)
        #expect(made.name == "N Number 1" && made.email == "n1@example.edu")
        // The world's noon lies after the start, so the newcomer was added late.
        #expect(made.enrollment.state == .addedLate)
        #expect(made.enrollment.section == World.honors)
        #expect(made.enrollment.history.map(\.effectiveOn) == [Day("2027-03-01")])
        #expect(made.enrollment.history.map(\.recordedBy) == [World.dean])
        let person = made.enrollment.person.rawValue
        for subject in [made.enrollment.id.rawValue, person] {
            let lines = try await records.audit(AuditFilter(subject: subject), by: dean).items
            let action = subject == person ? "person.added" : "enrollment.created"
            #expect(lines.map(\.entry.action) == [action])
        }
    }

    @Test func `20,000 rows are taken in one piece, and known again`() async throws {
        let all = (0..<20_000).map(Self.newcomer)

        let first = try await run(all)
        let moved = all.enumerated().map { place, one in
            guard place.isMultiple(of: 1000) else { return one }
            return entry(one) { $0.section = .init(termCode: "2271", classNumber: "10432") }
        }
        let second = try await run(moved)

        #expect(first.count(.new) == 20_000)
        #expect(second.count(.changed) == 20 && second.count(.unchanged) == 19_980)
        let count = try await database.owner.read([
            "SELECT count(*) AS total FROM enrollment WHERE offering_id = \(World.spring.rawValue)"
        ])
        let total: Int = try #require(count[0].first)["total"]
        #expect(total > 20_000)
    }

    @Test func `the same file twice changes nothing the second time`() async throws {
        let entries = [
            entry { $0.section = .init(termCode: "2271", classNumber: "10977") },
            Self.newcomer(1),
            entry(Self.newcomer(2)) {
                $0.effectiveOn = Day("2027-01-20")
                $0.chosenName = "Nell"
            },
        ]

        let dry = try await run(entries, dryRun: true)
        let none = try await learners().count
        let first = try await run(entries)
        let before = try await learners()
        let second = try await run(entries)

        #expect(none == 3)
        #expect(dry.rows.map(\.fate) == first.rows.map(\.fate))
        #expect(first.rows.map(\.fate) == [.changed, .new, .new])
        #expect(second.rows.map(\.fate) == [.unchanged, .unchanged, .unchanged])
        #expect(try await learners() == before)
        #expect(before.first { $0.name == "Nell" }?.enrollment.state == .enrolled)
    }

    @Test func `a dry run shows old and new values, what was done only names the fields`()
        async throws
    {
        let moved = entry { $0.section = .init(termCode: "2271", classNumber: "10977") }

        let dry = try await run([moved], dryRun: true)
        let done = try await run([moved])

        #expect(dry.rows[0].changes.map(\.from) == ["2271/10432"])
        #expect(dry.rows[0].changes.map(\.to) == ["2271/10977"])
        #expect(done.rows[0].changes.map(\.field) == ["section"])
        #expect(done.rows[0].changes.map(\.to) == [nil])
        let ada = try #require(try await learners().first { $0.registrarID == "021" })
        #expect(ada.enrollment.section == World.honors)
        #expect(ada.enrollment.history.map(\.section) == [World.passFail, World.honors])
        #expect(ada.enrollment.version == 2)
    }

    @Test func `rows that can't be right are refused with their line, the others go on`()
        async throws
    {
        let report = try await run([
            entry(Self.newcomer(1)) { $0.email = "marsh@example.edu" },
            entry(Self.newcomer(2)) { $0.section = .init(termCode: "2271", classNumber: "20001") },
            entry(Self.newcomer(3)) { $0.email = nil },
            entry { $0.role = .instructor },
            entry(Self.newcomer(4)) { $0.chosenName = String(repeating: "x", count: 201) },
            Self.newcomer(5),
            entry(Self.newcomer(5)) { $0.section = .init(termCode: "2271", classNumber: "10432") },
        ])

        #expect(
            report.rows.map(\.fate)
                == [.refused, .refused, .refused, .refused, .refused, .new, .refused])
        let reasons: [String] = [
            """
            Line 2, “email”: another account has this address. Correct it, or give that account \
            its registrar's id.
            """,
            """
            Line 3, “class_number”: the offering has no such section, but: 2271/10432, 2271/10977.
            """,
            "Line 4, “email”: the cell is empty. Fill it in.",
            "Line 5, “role”: the person is enrolled as learner. A file changes no role.",
            "Line 6, “chosen_name”: A chosen name has 1 to 200 characters.",
            """
            Line 8, “registrar_id”: the person sits in 2271/10977. One person is enrolled once in \
            an offering.
            """,
        ]
        #expect(report.rows.flatMap(\.reasons) == reasons)
        #expect(try await learners().count == 4)
    }

    @Test func `who dropped comes back as added late, who withdrew doesn't`() async throws {
        for (person, state) in [(World.ada, EnrollmentState.dropped), (World.bo, .withdrawn)] {
            try await records.change(
                World.enrollment(of: person), to: state, section: World.passFail,
                effectiveOn: try #require(Day("2027-02-20")), version: 1, by: dean,
                at: World.noon)
        }
        let bo = RosterEntry(
            registrarID: "022", legalName: .init(given: "Bo", family: "Lindqvist"),
            section: Self.ada.section)

        let report = try await run([Self.ada, bo])

        #expect(report.rows.map(\.fate) == [.changed, .refused])
        #expect(report.absent == ["023"])
        let states = try await learners().map(\.enrollment.state)
        #expect(states == [.addedLate, .withdrawn, .enrolled])
    }

    @Test func `accounts are changed for the school's office only`() async throws {
        let renamed = entry { $0.legalName = .init(given: "Adaeze", family: "Okafor-Hale") }

        let refused = try await run([renamed], by: osei)
        let done = try await run([renamed])

        #expect(
            refused.rows.flatMap(\.reasons)
                == ["Line 2: only the office changes the legal name of an account."])
        #expect(done.rows.map(\.fate) == [.changed])
        let read = try await records.person(World.ada, by: dean)
        #expect(read.person.legalName.family == "Okafor-Hale" && read.person.version == 2)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await run([renamed], by: World.actor(World.vega))
        }
        await #expect(throws: NotFound.self) {
            try await run([renamed], by: World.actor(World.zoe))
        }
    }

    @Test func `staff outside the sections may be given one`() async throws {
        let vega = RosterEntry(
            registrarID: "011", legalName: .init(given: "Marisol", family: "Vega"),
            section: Self.ada.section, role: .instructor)

        let report = try await run([vega])

        #expect(report.rows.map(\.fate) == [.changed])
        #expect(report.absent == ["021", "022", "023"])
        let read = try await records.enrollment(World.enrollment(of: World.vega), by: dean)
        #expect(read.enrollment.section == World.passFail)
    }

    @Test func `imports at once make each person once`() async throws {
        let entries = (0..<20).map(Self.newcomer)

        let fates = try await withThrowingTaskGroup(of: [RosterReport.Fate].self) { group in
            for _ in 0..<3 {
                group.addTask { try await run(entries).rows.map(\.fate) }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }

        #expect(fates.filter { $0 == .new }.count == 20)
        #expect(fates.filter { $0 == .unchanged }.count == 40)
        #expect(try await learners().count == 23)
    }

    @Test func `two thousand rows go in one import`() async throws {
        let report = try await run((0..<2000).map(Self.newcomer))

        let rows = try await database.owner.read([
            "SELECT count(*)::int AS people FROM enrollment WHERE role = 'learner'",
            "SELECT count(*)::int AS lines FROM enrollment_change",
        ])
        #expect(report.count(.new) == 2000)
        #expect(try rows[0].first?["people"] == 2005)
        #expect(try rows[1].first?["lines"] == 2009)
    }
}
