import Domain
import Foundation
import Interchange
import Testing

@Suite struct PersonFileTests {
    @Test func `an Excel file with semicolons and other names is read`() throws {
        let text =
            "\u{FEFF}First Name;Surname;Mail;Appointment;Shoe size\r\n"
            + "Nour;Haddad;Nour@Example.edu;instructor;39\r\n;Cher;cher@example.edu;;\r\n"

        let file = try PersonFile(Array(text.utf8))

        #expect(file.refused.isEmpty && file.ignoredColumns == ["Shoe size"])
        #expect(file.lines.map(\.email) == ["nour@example.edu", "cher@example.edu"])
        #expect(file.lines.map(\.givenName) == ["Nour", nil])
        #expect(file.lines.map(\.roles) == [[.instructor], nil])
    }

    @Test func `a bad row names its line, and doesn't hinder the others`() throws {
        let text = "email,family_name,role\na@x.edu,A,boss\n,B,\na@x.edu,C,none\nd@x.edu,D,none\n"

        let file = try PersonFile(Array(text.utf8))

        #expect(file.refused.map(\.line) == [2, 3, 4])
        #expect(file.lines.map(\.familyName) == ["D"] && file.lines.first?.roles == [])
    }

    @Test func `a table of invitations is read back by python3`() throws {
        let invitation = Invitation(
            id: ID(rawValue: UUID()), person: ID(rawValue: UUID()), name: "=Zoë", email: "z@x.edu",
            expiresAt: Date(timeIntervalSince1970: 1_810_003_600))

        let rows = try Python.table(
            from: InvitationFile([.init(invitation: invitation, token: "pp_0_x")]).bytes)

        #expect(
            rows == [
                ["Name", "Email", "Token", "Expires at"],
                ["'=Zoë", "z@x.edu", "pp_0_x", "2027-05-11T02:46:40Z"],
            ])
    }
}
