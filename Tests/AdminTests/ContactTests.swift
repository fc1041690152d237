import Foundation
import Support
import Testing

@Suite(.world) struct ContactTests {
    @Test func `contacts are taken from a file, in its order, and shown`() throws {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).csv"
        defer { try? FileManager.default.removeItem(atPath: file) }  // Nobody misses it.
        func replace(with rows: String, _ flags: String...) throws -> (code: Int32, output: String)
        {
            try "Type,Name,How to reach,Hours\n\(rows)".write(
                toFile: file, atomically: true, encoding: .utf8)
            return try Tool.run(
                ["institution", "contacts", "replace", file, "--institution", "northfield"]
                    + flags + Tool.connection)
        }
        let rows = "counseling,Counseling,555-0142,8–18\nCrisis line,Lifeline,988,\n"

        let dry = try replace(with: rows, "--dry-run")
        let none = try Tool.act("institution", "contacts", "show", "--institution", "northfield")
        let done = try replace(with: rows)
        let shown = try Tool.act("institution", "contacts", "show", "--institution", "northfield")
        let wrong = try replace(with: "friend,A,B,\nother,,B,\n")

        #expect(dry.code == 0 && dry.output.contains("Nothing was changed."))
        #expect(!none.output.contains("Counseling"))
        #expect(done.output == "2 contacts are listed, in the place of 0.\n")
        let lines = shown.output.split(separator: "\n").dropFirst()
        #expect(lines.first?.contains("Counseling") == true && lines.last?.contains("988") == true)
        #expect(wrong.code == 1 && wrong.output.contains("Line 2"))
        #expect(wrong.output.contains("Line 3, “Name”"))
    }
}
