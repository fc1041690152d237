import Foundation
import Support
import Testing

@Suite(.world) struct ObserverCodeTests {
    @Test func `a code is published from a file and shown`() throws {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).txt"
        try "Read only what is public.\n".write(toFile: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: file) }  // Nobody misses it.

        let none = try Tool.act("observer-code", "show", "--institution", "northfield")
        let dry = try Tool.act(
            "observer-code", "publish", file, "--institution", "northfield", "--dry-run")
        let published = try Tool.act(
            "observer-code", "publish", file, "--institution", "northfield")
        let shown = try Tool.act("observer-code", "show", "--institution", "northfield")
        let missing = try Tool.act(
            "observer-code", "publish", file + ".none", "--institution", "northfield")

        #expect(none.code == 1 && dry.code == 0)
        #expect(published.output == "Published version 1.\n")
        #expect(shown.output.hasPrefix("Version 1, "))
        #expect(shown.output.contains("Read only what is public."))
        #expect(missing.code == 1)
    }
}
