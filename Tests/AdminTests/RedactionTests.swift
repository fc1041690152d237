import Domain
import Foundation
import Store
import Support
import Testing

/// Two people with the program as it was built.
@Suite(.world) struct RedactionTests {
    private func tool(
        _ arguments: [String], as name: String, saying line: String? = nil, steward: Bool = false
    ) throws -> (code: Int32, output: String) {
        let database = try #require(TestDatabase.current)
        let words =
            [Program.adminTool] + arguments + [
                "--institution", "northfield", "--operator", name, "--database-url",
                steward ? database.stewardConnection : database.connection,
            ]
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")
        let (status, output) = try Program.run(
            "/bin/sh", ["-c", "printf '%s\\n' \"$0\" | \(quoted)", line ?? ""])
        return (status >> 8 & 0xFF, output)
    }

    private func submit() async throws {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let ada = World.actor(World.ada)
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Walk", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        let own = try await records.ownAssignments(by: ada).items[0].assignment.id
        _ = try await records.submit(
            "I read Marta Quill.", aiUse: "none", for: own, by: ada, at: World.noon)
    }

    @Test func `one asks, another does it as the steward, and the log is replayed`() async throws {
        try await submit()
        let ask = ["redact", "request", "\(World.spring)", "--reason", "patient_identified"]

        let dry = try tool(ask + ["--dry-run"], as: "riley", saying: "marta quill")
        let asked = try tool(ask + ["--json"], as: "riley", saying: "marta quill")
        let made = try #require(try Tool.json(asked.output) as? [String: Any])["result"]
        let id = try #require((made as? [String: Any])?["id"] as? String)
        let confirm = ["redact", "confirm", id]
        let asService = try tool(confirm, as: "sasha", saying: "Marta Quill")
        let alone = try tool(confirm, as: "riley", saying: "Marta Quill", steward: true)
        let done = try tool(confirm, as: "sasha", saying: "Marta Quill", steward: true)

        #expect(dry.code == 0 && dry.output.contains("1 submission"))
        #expect(asService.code == 1 && asService.output.contains("peerspective_steward"))
        #expect(alone.code == 1 && alone.output.contains("Ask a second person"))
        #expect(done.code == 0 && done.output.contains("Done: 1 texts"))
        #expect(!asked.output.lowercased().contains("quill"))
        #expect(try tool(["redact", "list"], as: "riley").output.contains("done"))

        let log = try tool(["redact", "log"], as: "riley")
        let file = "/tmp/peerspective-test-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It was made here.
        try Data(log.output.utf8).write(to: URL(filePath: file))
        let again = try tool(["redact", "replay", file], as: "riley", steward: true)
        #expect(again.code == 0 && again.output.contains("done before"))
        try Data("{}\n".utf8).write(to: URL(filePath: file))
        let broken = try tool(["redact", "replay", file], as: "riley", steward: true)
        #expect(broken.code == 1 && broken.output.contains("line 1"))
    }

    @Test func `who still takes part isn't erased`() throws {
        let refused = try tool(["person", "erase", "okafor@example.edu"], as: "riley")

        #expect(refused.code == 1 && refused.output.contains("isn't over"))
    }
}
