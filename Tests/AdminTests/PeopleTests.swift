import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct PeopleTests {
    private func addKim(_ more: String...) throws -> (code: Int32, output: String) {
        let arguments = [
            "person", "add", "--institution", "northfield", "--given", "Kim", "--family", "Ito",
            "--email", "ito@example.edu", "--role", "coordinator",
        ]
        let database = try #require(TestDatabase.current)
        return try Tool.run(
            arguments + more + ["--database-url", database.connection, "--operator", "riley"])
    }

    private func list(_ search: String) throws -> [[String: Any]] {
        let (code, output) = try Tool.act(
            "person", "list", "--institution", "northfield", "--search", search, "--json")
        #expect(code == 0)
        return try #require(try Tool.json(output) as? [[String: Any]])
    }

    @Test func `someone who was added stands in the list and, with who added them, in the record`()
        throws
    {
        let added = try addKim()

        #expect(added.code == 0 && added.output == "Added Kim Ito <ito@example.edu>.\n")
        let line = try #require(try list("ito").first)
        #expect(line["chosen_name"] as? String == "Kim Ito")
        #expect(line["roles"] as? [String] == ["coordinator"])
        let record = try Tool.act("audit", "show", "--institution", "northfield", "--by", "riley")
        #expect(record.output.contains("riley  person.added"))
    }

    @Test func `a dry run checks everything and changes nothing`() throws {
        let dry = try addKim("--dry-run")

        #expect(dry.code == 0 && dry.output.hasPrefix("Nothing was changed."))
        #expect(try list("ito").isEmpty)
        _ = try addKim()
        let taken = try addKim("--dry-run")
        #expect(taken.code == 1 && taken.output.contains("has this e-mail address"))
    }

    @Test func `an edit changes what is given and leaves the rest`() throws {
        _ = try addKim("--registrar-id", "900")

        let edited = try Tool.act(
            "person", "edit", "ito@example.edu", "--institution", "northfield", "--chosen",
            "Kimi Ito", "--roles", "", "--no-active")

        #expect(edited.code == 0)
        let line = try #require(try list("ito").first)
        #expect(line["chosen_name"] as? String == "Kimi Ito")
        #expect(line["registrar_id"] as? String == "900")
        #expect(line["roles"] as? [String] == [] && line["active"] as? Bool == false)
    }

    @Test func `a password is read from the input and opens the door`() async throws {
        let words = "correct horse battery staple"

        let set = try Tool.act(
            reading: words, "person", "set-password", "okafor@example.edu", "--institution",
            "northfield")
        let short = try Tool.act(
            reading: "short", "person", "set-password", "okafor@example.edu", "--institution",
            "northfield")

        #expect(set.code == 0 && !set.output.contains(words))
        #expect(short.code == 1 && short.output.contains("at least 15 characters"))
        let records = try #require(TestDatabase.current).records
        let session = try await records.signIn(
            "okafor@example.edu", words, at: "northfield", from: "::1", requestID: "test",
            at: .now
        ).session()
        #expect(session.person == World.ada)
    }

    @Test func `someone is signed out everywhere, and a second factor that isn't there is said`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let session = try await database.session(of: World.ada, at: .now)

        let out = try Tool.act(
            "person", "sign-out", "okafor@example.edu", "--institution", "northfield")
        let factor = try Tool.act(
            "person", "remove-second-factor", "okafor@example.edu", "--institution", "northfield")

        #expect(out.code == 0 && out.output.contains("signed out everywhere"))
        #expect(factor.code == 1 && factor.output.contains("no second factor"))
        await #expect(throws: Unauthenticated.self) {
            try await database.records.authenticate(session, requestID: "test", at: .now)
        }
    }

    @Test func `all that is kept about someone is written where only the operator reads it`() throws
    {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).zip"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It was made here.
        let ask = [
            "person", "record", "okafor@example.edu", "--institution", "northfield", "--output",
            file,
        ]

        let dry = try Tool.run(ask + ["--dry-run"] + Tool.connection)
        let isThere = FileManager.default.fileExists(atPath: file)
        let made = try Tool.run(ask + Tool.connection)

        #expect(dry.code == 0 && !isThere)
        #expect(made.code == 0 && made.output.contains("Wrote "))
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions]
        #expect((mode as? Int).map { $0 & 0o077 } == 0)
        let listed = try Program.run("/usr/bin/env", ["python3", "-m", "zipfile", "-l", file])
        #expect(listed.output.contains("account.json"))
        let audit = try Tool.act("audit", "show", "--institution", "northfield", "--by", "riley")
        #expect(audit.output.contains("riley  person.record_exported"))
    }

    @Test func `an unknown school is refused by name, a missing option is usage`() throws {
        let unknown = try Tool.act("person", "list", "--institution", "nowhere")
        let missing = try Tool.act("person", "list")

        #expect(unknown.code == 1 && unknown.output.contains("nowhere"))
        #expect(missing.code == 2)
    }

    @Test func `without a database the tool says how to name one`() throws {
        let (status, output) = try Program.run(
            "/usr/bin/env", ["-u", "DATABASE_URL", Program.adminTool, "institution", "list"])

        #expect(status >> 8 == 2 && output.contains("--database-url"))
    }

    @Test func `a database that can't be reached is said to be so`() throws {
        let (code, output) = try Tool.run(
            ["institution", "list", "--database-url", "host=/nowhere dbname=none"])

        #expect(code == 3 && output.contains("can't be reached"))
    }
}
