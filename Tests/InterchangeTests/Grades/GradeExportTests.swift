import Domain
import Foundation
import Interchange
import Testing

struct GradeExportTests {
    private static func grade(
        _ id: String, _ given: String, _ family: String, section: String = "10432",
        basis: GradingBasis = .passFail, grade: String = "P", points: Int? = nil,
        explanation: String = "8 of 8 explorations done; 7 make a P.", sequence: Int
    ) -> ApprovedGrade {
        ApprovedGrade(
            registrarID: id, legalName: .init(given: given, family: family),
            section: .init(termCode: "2271", classNumber: section), gradingBasis: basis,
            grade: grade, points: points.map(Points.init(thousandths:)), explanation: explanation,
            ledger: .init(sequence: sequence, hash: String(repeating: "0a", count: 32)),
            approval: .init(by: "Marisol Vega", at: Date(timeIntervalSince1970: 1_810_000_000.25)))
    }

    private static let grades = [
        grade(
            "00421", "Adaeze", "Okafor", section: "10977", basis: .honors, grade: "HP",
            points: 87_500, explanation: "87.5 of 100 points, \"late\" flagged once;\nHP from 80.",
            sequence: 3),
        grade("00517", "Bo", "Lindqvist", grade: "I", explanation: "Lapses to F.", sequence: 2),
        grade("00042", "Zoë", "=HYPERLINK(\"http://evil\")", points: 90_000, sequence: 1),
    ]

    private func export(_ grades: [ApprovedGrade] = grades) throws -> GradeExport {
        try GradeExport(
            institution: "Northfield School of Medicine", offering: "Voices Online",
            frozenAt: Date(timeIntervalSince1970: 1_810_003_600), grades: grades)
    }

    private func golden(_ name: String) throws -> [UInt8] {
        let folder = try #require(Bundle.module.resourceURL).appending(path: "Golden")
        return try Array(Data(contentsOf: folder.appending(path: name)))
    }

    @Test func `the table is the golden table to the byte`() throws {
        #expect(try export().csv == golden("grades.csv"))
    }

    @Test func `the JSON is the golden JSON to the byte`() throws {
        #expect(try export().json == golden("grades.json"))
    }

    @Test func `the order in which grades come changes no byte`() throws {
        let turned = try export(Self.grades.reversed())

        #expect(try turned.csv == export().csv)
        #expect(try turned.json == export().json)
    }

    @Test func `python3 reads the table, its formulas disarmed`() throws {
        let rows = try Python.table(from: export().csv)

        #expect(rows.map(\.count) == [12, 12, 12, 12])
        #expect(rows.map(\.[0]) == ["Registrar ID", "00042", "00517", "00421"])
        #expect(rows[1][1] == "'=HYPERLINK(\"http://evil\"), Zoë")
        #expect(rows[3][6] == "87.5")
        #expect(rows[3][7] == "87.5 of 100 points, \"late\" flagged once;\nHP from 80.")
    }

    @Test func `python3 writes the same JSON from what it reads`() throws {
        let script = """
            value = json.loads(sys.stdin.buffer.read())
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            sys.stdout.buffer.write(text.encode("utf-8"))
            """

        #expect(try Array(Python.run(script, on: export().json)) == export().json)
    }

    @Test func `a list that can't be right is refused`() throws {
        let twice = Self.grades + [Self.grade("00517", "Bo", "Lindqvist", sequence: 4)]

        #expect(throws: GradeExport.Refusal.noGrades) { try export([]) }
        #expect(
            throws: GradeExport.Refusal.repeatedLearner(registrarID: "00517", section: "2271/10432")
        ) { try export(twice) }
    }

    @Test(arguments: [
        (0.0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"),
        (951_782_400, "2000-02-29T00:00:00Z"), (1_810_000_000.25, "2027-05-11T01:46:40.250000Z"),
        (4_107_542_399, "2100-02-28T23:59:59Z"), (4_107_542_400, "2100-03-01T00:00:00Z"),
    ])
    func `an instant is written in UTC`(seconds: Double, text: String) {
        #expect(Instant.text(Date(timeIntervalSince1970: seconds)) == text)
    }

    @Test func `text is escaped only where it must be`() {
        let value = CanonicalJSON.object([
            "é": .list([.null, .bool(true), .int(-7)]), "b": .text("\u{1}\u{1F}\t\"\\/ü🗼"),
        ])

        #expect(
            String(decoding: value.bytes, as: UTF8.self)
                == #"{"b":"\u0001\u001f\t\"\\/ü🗼","é":[null,true,-7]}"#)
    }
}
