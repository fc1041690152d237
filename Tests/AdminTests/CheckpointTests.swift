import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct CheckpointTests {
    @Test func `a checkpoint is made, kept and compared`() async throws {
        let database = try #require(TestDatabase.current)
        let folder = "/tmp/peerspective-test-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // Nobody misses it.
        try await database.records.recordRefusal(
            "not-allowed", route: "GET /", by: World.actor(World.ada), at: World.noon)
        try await database.records.sealAudit(at: .now)
        let (key, kept) = (folder + "/key", folder + "/checkpoint")

        let made = try Tool.run(["checkpoint", "key", key])
        let again = try Tool.run(["checkpoint", "key", key])
        let checkpoint = try Tool.act(
            "checkpoint", "make", "--institution", "northfield", "--key", key)
        try checkpoint.output.write(toFile: kept, atomically: true, encoding: .utf8)
        func compare() throws -> (code: Int32, output: String) {
            try Tool.act(
                "checkpoint", "compare", kept, "--institution", "northfield", "--public-key",
                made.output.trimmingCharacters(in: .newlines))
        }

        #expect(made.code == 0 && again.code == 1 && checkpoint.code == 0)
        let same = try compare()
        #expect(same.code == 0 && same.output.contains("audit  1      goes through"))
        _ = try await database.owner.write([
            "UPDATE audit_seal SET digest = sha256('rebuilt')"
        ])
        let rebuilt = try compare()
        #expect(rebuilt.code == 1 && rebuilt.output.contains("DIFFERS"))
    }
}
