import Domain
import Foundation
import Testing

@Suite struct GradeEntryReadingTests {
    private func grade(_ random: inout SeededRandom) throws -> Grade {
        let marks = ["P", "A+", "a:b", "=\n%", "", "Zoë 🗼", "I", "x y"]
        let mark = try #require(marks.randomElement(using: &random))
        let points = Points(thousandths: Int.random(in: -999_999...999_999, using: &random))
        let day = try #require(Day(year: 2027, month: Int.random(in: 1...12), day: 28))
        let all: [Grade] = [
            .complete, .incomplete, .excused, .points(points), .course(.mark(mark)),
            .course(.percent(points)), .course(.incomplete(lapsesOn: day, to: mark)),
            .course(.withdrawn), .course(.audited), .course(.notReported),
        ]
        return try #require(all.randomElement(using: &random))
    }

    private func entry(_ random: inout SeededRandom) throws -> GradeEntry {
        let microseconds = Int64.random(in: 0...4_000_000_000_000_000, using: &random)
        return GradeEntry(
            offering: Samples.id(2), enrollment: Samples.id(4),
            assignment: Bool.random(using: &random) ? Samples.id(1) : nil,
            grade: try grade(&random),
            reason: try #require(GradeEntry.Reason.allCases.randomElement(using: &random)),
            recordedBy: Samples.id(10),
            approvedBy: Bool.random(using: &random) ? Samples.id(11) : nil,
            recordedAt: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
    }

    @Test func `every entry is read back from its bytes as it was`() throws {
        var random = SeededRandom(7)
        for _ in 0..<2000 {
            let entry = try entry(&random)

            let read = try #require(GradeEntry(canonical: entry.canonical))

            #expect(read.canonical == entry.canonical)
            #expect((read.grade, read.reason) == (entry.grade, entry.reason))
            #expect((read.assignment, read.approvedBy) == (entry.assignment, entry.approvedBy))
            #expect(abs(read.recordedAt.timeIntervalSince(entry.recordedAt)) < 0.000_001)
        }
    }

    @Test func `bytes that aren't an entry's are nobody's grade`() throws {
        var random = SeededRandom(11)
        let entry = try entry(&random)
        let text = String(decoding: entry.canonical, as: UTF8.self)

        for changed in [
            "", "v=1", text + "\n", text.replacing("v=1", with: "v=2"),
            text.replacing("offering=", with: "offering=x"), text.replacing("\n", with: "\r\n"),
        ] {
            #expect(GradeEntry(canonical: Array(changed.utf8)) == nil)
        }
    }

    @Test(arguments: [
        "", "course", "course:X", "course:W:x", "course:I:2027-06-31:F", "course:I:2027-06-01",
        "points:", "points:1.2345", "complete:1", "course:percent:x", "course:mark",
    ])
    func `a grade that no one writes isn't read`(text: String) {
        #expect(Grade(canonical: text) == nil)
    }
}
