import Domain
import Foundation
import Store
import Support
import Testing

/// What the office does through a term, with the program as it was built.
@Suite(.world) struct TermTests {
    private func act(_ arguments: String...) throws -> (code: Int32, output: String) {
        let database = try #require(TestDatabase.current)
        return try Tool.run(
            arguments + [
                "--institution", "northfield", "--database-url", database.connection,
                "--operator", "riley",
            ])
    }

    private func records() throws -> Records { try #require(TestDatabase.current).records }

    private func file(_ text: String = "") throws -> String {
        let path = "/tmp/peerspective-test-\(UUID().uuidString)"
        if !text.isEmpty { try Data(text.utf8).write(to: URL(filePath: path)) }
        return path
    }

    @Test func `people come from a file, twice the same, and a bad row names its line`()
        throws
    {
        let path = try file(
            "Surname;First Name;Mail;Role\nIto;Kim;ito@example.edu;coordinator\nNone;;;\n")
        defer { try? FileManager.default.removeItem(atPath: path) }  // It was made above.

        let dry = try act("person", "import", path, "--dry-run")
        let first = try act("person", "import", path)
        let second = try act("person", "import", path, "--json")

        #expect(dry.code == 1 && first.code == 1 && second.code == 1)
        #expect(first.output.contains("ito@example.edu  new"))
        #expect(first.output.contains("Line 3") && first.output.contains("1 rows were refused"))
        #expect(second.output.contains("unchanged"))
        #expect(try act("person", "list", "--search", "ito@").output.contains("Kim Ito"))
    }

    @Test func `who is deactivated is told so, and can't be invited`() throws {
        let off = try act("person", "deactivate", "okafor@example.edu")
        let invited = try act("person", "invite", "okafor@example.edu")

        #expect(off.code == 0 && off.output.contains("can't sign in"))
        #expect(invited.code == 1 && invited.output.contains("deactivated"))
    }

    @Test func `a printed token lets someone set their password, and a table is for all`()
        async throws
    {
        let one = try act("person", "invite", "okafor@example.edu")
        let secret = try #require(
            Secret(text: one.output.trimmingCharacters(in: .whitespacesAndNewlines)))
        try await records().acceptInvitation(
            secret, password: "a long and quiet evening", requestID: "test", at: .now)
        let path = try file()
        defer { try? FileManager.default.removeItem(atPath: path) }  // It may not be there.
        let all = try act(
            "person", "invite", "--offering", "\(World.spring)", "--output", path)
        let again = try act("person", "invite", "--output", path)

        #expect(one.code == 0 && all.code == 0)
        let table = try String(contentsOfFile: path, encoding: .utf8)
        #expect(table.contains("Bo Lindqvist") && !table.contains("Adaeze"))
        let rights = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect((rights as? NSNumber)?.intValue == 0o600)
        #expect(again.code == 1 && again.output.contains("is there already"))
        #expect(try act("person", "invite").code == 2)
    }

    @Test func `an enrollment takes on a state, a section, or begins`() async throws {
        let late = try act(
            "enrollment", "set", "\(World.spring)", "okafor@example.edu", "on_leave",
            "--effective", "2027-03-02")
        let moved = try act(
            "enrollment", "set", "\(World.spring)", "okafor@example.edu", "enrolled", "--section",
            "2271/10977", "--effective", "2027-03-03")
        let unknown = try act(
            "enrollment", "set", "\(World.spring)", "okafor@example.edu", "enrolled", "--section",
            "2271/none")

        #expect(late.code == 0 && moved.code == 0)
        #expect(unknown.code == 1 && unknown.output.contains("2271/10432, 2271/10977"))
        let ada = try await records().enrollment(
            World.enrollment(of: World.ada), by: World.actor(World.osei)
        ).enrollment
        #expect(ada.section == World.honors && ada.state == .enrolled)
        #expect(ada.history.map(\.state).filter { $0 == .onLeave } == [.onLeave])
    }

    @Test func `more time is given by address, and its reason is seen by the learner`()
        async throws
    {
        let vega = World.actor(World.vega)
        let exploration = try await records().createExploration(
            Exploration.Content(
                title: "Later", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records().publish(exploration, by: vega, at: World.noon)

        let given = try act(
            "extension", "add", "\(exploration)", "--learner", "okafor@example.edu", "--until",
            "2027-03-20T12:00:00Z", "--reason", "religious")
        let nobody = try act(
            "extension", "add", "\(exploration)", "--learner", "nobody@example.edu", "--until",
            "2027-03-20T12:00:00Z", "--reason", "religious")

        #expect(given.code == 0 && given.output.contains("1 learner has until 2027-03-20"))
        #expect(nobody.code == 1 && nobody.output.contains("nobody@example.edu"))
        let own = try await records().ownAssignments(by: World.actor(World.ada)).items
        #expect(own.first?.extensions.map(\.reason) == [.religious])
        let other = try await records().ownAssignments(by: World.actor(World.bo)).items
        #expect(other.first?.extensions.isEmpty == true)
    }

    @Test func `every command can be completed by a shell`() throws {
        for shell in ["bash", "zsh", "fish"] {
            let (code, script) = try Tool.run(["--generate-completion-script", shell])
            #expect(code == 0 && script.contains("roster"), "\(shell)")
        }
        let path = try file(try Tool.run(["--generate-completion-script", "bash"]).output)
        defer { try? FileManager.default.removeItem(atPath: path) }  // It was made above.
        let (status, _) = try Program.run("/bin/bash", ["-n", path])
        #expect(status == 0)
    }
}
