import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct GradesTests {
    private func approve() async throws {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        for (person, grade) in [(World.ada, "P"), (World.bo, "F"), (World.cleo, "H")] {
            _ = try await records.recordCourseGrade(
                .mark(grade), reason: .correction, of: World.enrollment(of: person),
                in: World.spring, by: vega, at: World.noon)
        }
        _ = try await records.approveGrades(of: World.spring, by: vega, at: World.noon)
    }

    private func grades(_ more: String...) throws -> (code: Int32, output: String) {
        let database = try #require(TestDatabase.current)
        return try Tool.run(
            ["grades"] + more + [
                "--institution", "northfield", "--database-url", database.connection,
                "--operator", "riley",
            ])
    }

    @Test func `grades that aren't approved are refused by name, and shown`() throws {
        let refused = try grades("export", "\(World.spring)")
        let shown = try grades("show", "\(World.spring)", "--json")

        #expect(refused.code == 1 && refused.output.contains("Adaeze Okafor"))
        let lines = try #require(try Tool.json(shown.output) as? [[String: Any]])
        #expect(lines.compactMap { $0["is_approved"] as? Bool } == [false, false, false])
    }

    @Test func `an export is written to its byte, and a dry run makes none`() async throws {
        try await approve()
        let file = "/tmp/peerspective-test-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It may not be there.

        let dry = try grades("export", "\(World.spring)", "--output", file, "--dry-run")
        let missing = FileManager.default.fileExists(atPath: file)
        let made = try grades("export", "\(World.spring)", "--output", file)

        #expect(dry.code == 0 && !missing && made.code == 0)
        let records = try #require(TestDatabase.current).records
        let all = try await records.exports(of: World.spring, by: World.actor(World.osei)).items
        let id = try #require(all.first).id
        let content = try await records.exportContent(id, by: World.actor(World.osei))
        #expect(all.count == 1 && all[0].lines == 3)
        #expect(try Data(contentsOf: URL(filePath: file)) == Data(content.bytes))
    }

    @Test func `an export goes to the registrar and back, and what failed goes again`() async throws
    {
        try await approve()
        let file = "/tmp/peerspective-test-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It may not be there.
        let made = try grades(
            "export", "\(World.spring)", "--format", "registrar", "--section",
            "\(World.passFail)", "--output", file, "--json")
        let id = try #require(
            (try Tool.json(made.output) as? [String: Any])?["result"] as? [String: String])["id"]
        let export = try #require(id)

        #expect(
            try String(contentsOfFile: file, encoding: .utf8)
                == "Term,Class Number,ID,Grade\r\n2271,10432,021,P\r\n2271,10432,022,F\r\n")
        try Data("Empl ID,Message\n022,not on the roster\n".utf8).write(to: URL(filePath: file))
        let sent = try grades("record", export, "sent")
        let rejected = try grades("record", export, "rejected", "--rows", file)
        let again = try grades(
            "export", "\(World.spring)", "--format", "registrar", "--failed-rows-of", export,
            "--output", file)

        #expect(sent.code == 0 && rejected.output.contains("1 rows weren't taken"))
        #expect(again.output.contains("1 lines"))
        #expect(
            try String(contentsOfFile: file, encoding: .utf8)
                == "Term,Class Number,ID,Grade\r\n2271,10432,022,F\r\n")
        let records = try #require(TestDatabase.current).records
        _ = try await records.recordCourseGrade(
            .mark("F"), reason: .appeal, of: World.enrollment(of: World.ada), in: World.spring,
            by: World.actor(World.vega), at: World.noon)
        _ = try await records.approveGrades(
            of: World.spring, by: World.actor(World.vega), at: World.noon)
        #expect(try grades("changes", export).output.contains("P         F    yes       appeal"))
        let forms = try grades("forms", "\(World.spring)")
        #expect(forms.output.contains("2271/10432  021  Okafor, Adaeze  P     F   appeal"))
    }

    @Test func `a gradebook goes to a file of its owner's, or to the standard output`() async throws
    {
        try await approve()
        let file = "/tmp/peerspective-test-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It may not be there.

        let written = try grades("gradebook", "\(World.spring)", "--output", file)
        let printed = try grades("gradebook", "\(World.spring)")
        let refused = try grades("gradebook", "\(World.spring)", "--output", "/nonexistent/x.csv")
        let mixed = try grades("gradebook", "\(World.spring)", "--json")

        #expect(written.code == 0 && written.output.hasPrefix("Wrote "))
        let text = try String(contentsOfFile: file, encoding: .utf8)
        #expect(printed.code == 0 && printed.output == text)
        #expect(text.contains("021,Adaeze Okafor,2271,10432,enrolled,P\n"))
        #expect(text.split(separator: "\n").count == 4)
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(mode as? Int == 0o600)
        #expect(refused.code == 1 && mixed.code == 2)
    }

    @Test func `a template is printed, edited and given back`() throws {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It may not be there.
        let preset = try grades("template", "\(World.passFail)")
        let edited = preset.output.replacing("\"comma\"", with: "\"tab\"")
        try Data(edited.utf8).write(to: URL(filePath: file))

        let set = try grades("template", "\(World.passFail)", "--file", file)
        let shown = try grades("template", "\(World.passFail)")

        #expect(set.code == 0 && set.output.contains("Template 1 holds"))
        #expect(shown.output == edited && shown.output.contains("Class Number"))
        try Data("{}".utf8).write(to: URL(filePath: file))
        #expect(try grades("template", "\(World.passFail)", "--file", file).code == 1)
    }

    @Test func `what is no id is a matter of usage`() throws {
        #expect(try grades("show", "spring").code == 2)
    }

    @Test func `a file that can't be written is named, and freezes no export`() async throws {
        try await approve()

        let refused = try grades("export", "\(World.spring)", "--output", "/nonexistent/x.csv")

        #expect(refused.code == 1)
        #expect(refused.output.contains("/nonexistent/x.csv can't be written"))
        let records = try #require(TestDatabase.current).records
        let made = try await records.exports(of: World.spring, by: World.actor(World.osei))
        #expect(made.items.isEmpty)
    }
}
