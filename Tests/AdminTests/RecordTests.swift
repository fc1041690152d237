import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct RecordTests {
    @Test func `a school is added, listed, and not added twice`() throws {
        let arguments = ["--name", "Eastbrook", "--zone", "America/Chicago"]

        let first = try Tool.act(
            "institution", "add", "eastbrook", arguments[0], arguments[1], arguments[2],
            arguments[3])
        let second = try Tool.act(
            "institution", "add", "eastbrook", arguments[0], arguments[1], arguments[2],
            arguments[3])
        let list = try Tool.act("institution", "list")

        #expect(first.code == 0)
        #expect(second.code == 1 && second.output.contains("has this slug"))
        #expect(list.output.split(separator: "\n").map { $0.prefix(10) }[1] == "eastbrook ")
    }

    @Test func `a token works until it is revoked`() async throws {
        let made = try Tool.act(
            "token", "create", "okafor@example.edu", "--institution", "northfield", "--name",
            "script", "--scope", "read", "--scope", "write")
        let text = made.output.trimmingCharacters(in: .newlines)
        let secret = try #require(Secret(text: text))
        let records = try #require(TestDatabase.current).records

        let actor = try await records.authenticate(secret, requestID: "test", at: .now)
        #expect(actor.person == World.ada && actor.scopes == [.read, .write])

        let listed = try Tool.act(
            "token", "list", "okafor@example.edu", "--institution", "northfield", "--json")
        #expect(!listed.output.contains(text))
        let lines = try #require(try Tool.json(listed.output) as? [[String: Any]])
        let id = try #require(lines.first?["id"] as? String)
        #expect(lines.first?["state"] as? String == "valid")
        #expect(try Tool.act("token", "revoke", id, "--institution", "northfield").code == 0)
        await #expect(throws: Unauthenticated.self) {
            try await records.authenticate(secret, requestID: "test", at: .now)
        }
    }

    @Test func `whole chains verify; a broken one is named and makes the exit code 1`() async throws
    {
        let database = try #require(TestDatabase.current)
        for _ in 0..<3 {
            try await database.records.recordRefusal(
                "not-allowed", route: "GET /", by: World.actor(World.ada), at: World.noon)
        }
        try await database.records.sealAudit(at: .now)
        let whole = try Tool.act("verify")
        _ = try await database.owner.write([
            "UPDATE audit SET at = at + interval '1 s' WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 2)"
        ])

        let broken = try Tool.act("verify", "--institution", "northfield")

        #expect(whole.code == 0 && whole.output.contains("northfield  audit  holds  3"))
        #expect(broken.code == 1 && broken.output.contains("BROKEN at 2: digest-differs"))
        #expect(try Tool.act("verify", "--institution", "southport").code == 0)
    }

    @Test func `who watches sees how far a long walk is, and a script sees nothing of it`() throws {
        let database = try #require(TestDatabase.current)
        let words = [Program.adminTool, "verify", "--database-url", database.connection]
        let quoted = words.map { "'\($0)'" }.joined(separator: " ")

        // script gives the command a terminal.
        let (_, watched) = try Program.run(
            "/usr/bin/script", ["-qec", "\(quoted) --operator riley", "/dev/null"])
        let scripted = try Tool.act("verify")

        #expect(watched.contains("[######") && watched.contains("1 of 1 chains of northfield"))
        #expect(!scripted.output.contains("chains of northfield"))
    }
}
