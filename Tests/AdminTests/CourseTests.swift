import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct CourseTests {
    private func offering(_ more: String...) throws -> (code: Int32, output: String) {
        let arguments = [
            "offering", "add", "Summer 2027", "--institution", "northfield", "--course",
            "ELEC 742", "--starts", "2027-06-01", "--ends", "2027-07-26", "--zone",
            "America/Denver", "--term", "2275", "--class", "30001", "--credits", "2.5",
        ]
        let database = try #require(TestDatabase.current)
        return try Tool.run(
            arguments + more + ["--database-url", database.connection, "--operator", "riley"])
    }

    private func lines(_ output: String) throws -> [[String: Any]] {
        try #require(try Tool.json(output) as? [[String: Any]])
    }

    /// A file that is gone when the body is done.
    private func withFile<Value>(_ text: String, _ body: (String) throws -> Value) throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try text.write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }  // Temporary anyway.
        return try body(file.path)
    }

    @Test func `an offering is added, listed with its section, and shown`() throws {
        let dry = try offering("--grades-due", "2027-08-10", "--dry-run")
        let added = try offering("--grades-due", "2027-08-10")
        let late = try offering("--grades-due", "2027-12-10")
        let wrong = try offering("--grades-due", "soon")

        let list = try Tool.act("offering", "list", "--institution", "northfield", "--json")
        let summer = try #require(
            try lines(list.output).first { $0["title"] as? String == "Summer 2027" })
        let id = try #require(summer["id"] as? String)
        let shown = try Tool.act("offering", "show", id, "--institution", "northfield")
        #expect(dry.code == 0 && dry.output.hasPrefix("Nothing was changed."))
        #expect(added.code == 0 && added.output == "Added Summer 2027.\n")
        #expect(late.code == 1 && late.output.contains("six weeks after the end"))
        #expect(wrong.code == 2 && wrong.output.contains("soon is no day"))
        #expect(summer["sections"] as? [String] == ["2275/30001"])
        #expect(shown.code == 0 && shown.output.contains("2275/30001  2.5"))
    }

    @Test func `a roster is tried, taken, and refused rows make the exit code 1`() throws {
        let header = "Student ID,First Name,Last Name,Email,Term,CRN\n"
        let row = "901,Cy,Adeyemi,cy@example.edu,2271,10977\n"
        func take(_ file: String, _ more: String...) throws -> (code: Int32, output: String) {
            let database = try #require(TestDatabase.current)
            return try Tool.run(
                [
                    "roster", "import", file, "--institution", "northfield", "--offering",
                    World.spring.description, "--database-url", database.connection,
                    "--operator", "riley",
                ] + more)
        }

        let (dry, done, again) = try withFile(header + row) {
            (try take($0, "--dry-run"), try take($0), try take($0, "--json"))
        }
        let refused = try withFile(header + "902,Di,Moreau,marsh@example.edu,2271,10977\n") {
            try take($0)
        }
        let broken = try withFile("Student ID,\"Name\n") { try take($0) }

        #expect(dry.code == 0 && dry.output.contains("It would be: 1 new, 0 changed"))
        #expect(done.code == 0 && done.output.contains("1 new, 0 changed, 0 unchanged"))
        #expect(done.output.contains("still enrolled: 021, 022, 023"))
        #expect(try lines(again.output).map { $0["fate"] as? String } == ["unchanged"])
        #expect(refused.code == 1 && refused.output.contains("Line 2, “email”"))
        #expect(broken.code == 1 && broken.output.contains("Line 1"))
        #expect(try take("/nowhere.csv").code == 1)
    }

    @Test func `the catalog that is shipped is taken once`() throws {
        let file = URL.checkout.appending(path: "seeds/communities.csv").path
        func take(_ more: String...) throws -> [String?] {
            let database = try #require(TestDatabase.current)
            let (code, output) = try Tool.run(
                [
                    "community", "import", file, "--institution", "southport",
                    "--database-url", database.connection, "--operator", "riley", "--json",
                ] + more)
            #expect(code == 0)
            return try lines(output).map { $0["fate"] as? String }
        }

        let dry = try take("--dry-run")
        let first = try take()
        let second = try take()

        #expect(dry.count == 46 && Set(dry) == ["new"] && first == dry)
        #expect(Set(second) == ["unchanged"])
        let list = try Tool.act(
            "community", "list", "--institution", "southport", "--search", "six until", "--json")
        #expect(try lines(list.output).map { $0["slug"] as? String } == ["six-until-me"])
    }
}
