import Support
import Testing

@Suite(.world) struct RetentionTests {
    private static func retention(_ words: String...) throws -> (code: Int32, output: String) {
        try Tool.run(
            ["institution", "retention"] + words + ["--institution", "northfield"]
                + Tool.connection)
    }

    @Test func `the days that aliases are known are set, shown and taken back`() throws {
        let first = try Self.retention("show")
        let dry = try Self.retention("set", "180", "--dry-run")
        let set = try Self.retention("set", "180")
        let shown = try Self.retention("show")
        let short = try Self.retention("set", "29")
        let never = try Self.retention("set", "never")

        #expect(first.output == "Who stands behind an alias is never forgotten.\n")
        #expect(dry.code == 0 && dry.output.hasPrefix("Nothing was changed."))
        let rule = "Who stands behind an alias is forgotten after 180 days. Nothing is due.\n"
        #expect(set.output == rule && shown.output == rule)
        #expect(short.code == 2 && short.output.contains("Give 30 to 36500 days, or never."))
        #expect(never.output == first.output)
    }
}
