import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct AppealsTests {
    private func handedIn() async throws -> ID<Assignment> {
        let records = try #require(TestDatabase.current).records
        let (vega, ada) = (World.actor(World.vega), World.actor(World.ada))
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Walk", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        let id = try #require(await records.ownAssignments(by: ada).items.first).assignment.id
        _ = try await records.submit(
            "A reflection.", aiUse: "none", for: id, by: ada, at: World.noon)
        return id
    }

    private func packet(
        _ id: ID<Assignment>, _ file: String, _ more: String...
    ) throws -> (code: Int32, output: String) {
        let database = try #require(TestDatabase.current)
        return try Tool.run(
            ["appeal", "packet", "\(id)", "--output", file, "--institution", "northfield"] + more
                + ["--database-url", database.connection, "--operator", "riley"])
    }

    private func openings() async throws -> [AuditEntry] {
        let records = try #require(TestDatabase.current).records
        return try await records.audit(
            AuditFilter(action: "submission.opened"), by: World.actor(World.dean)
        ).items.map(\.entry)
    }

    @Test func `an operator writes a packet that nobody else reads, and is in the record`()
        async throws
    {
        let id = try await handedIn()
        let file = "/tmp/peerspective-test-\(UUID().uuidString).zip"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It may not be there.

        let dry = try packet(id, file, "--reason", "appeal", "--dry-run")
        let missing = FileManager.default.fileExists(atPath: file)
        let unrecorded = try await openings()
        let made = try packet(id, file, "--reason", "appeal")

        #expect(dry.code == 0 && !missing && unrecorded.isEmpty)
        #expect(made.code == 0, "\(made.output)")
        let (status, names) = try Program.run(
            "/usr/bin/env", ["python3", "-m", "zipfile", "--list", file])
        #expect(status == 0 && names.contains("submissions/1.txt"))
        let rights = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect(rights as? Int == 0o600)
        let lines = try await openings()
        #expect(lines.map(\.operatorName) == ["riley"])
        #expect(lines.map(\.detail) == [["reason": "appeal"]])
    }

    @Test func `a packet needs a reason, and a file that can be written`() async throws {
        let id = try await handedIn()

        let silent = try packet(id, "/tmp/x.zip")
        let curious = try packet(id, "/tmp/x.zip", "--reason", "curiosity")
        let nowhere = try packet(id, "/nonexistent/x.zip", "--reason", "appeal")

        #expect(silent.code == 2 && curious.code == 2 && nowhere.code == 1)
        #expect(try await openings().isEmpty)
    }
}
