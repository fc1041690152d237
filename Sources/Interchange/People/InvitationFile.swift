package import Domain

/// Invitations as a table for a mail merge: name, address, token, and until when it works.
package struct InvitationFile: Sendable {
    package struct Row: Sendable {
        let invitation: Invitation
        let token: String

        package init(invitation: Invitation, token: String) {
            self.invitation = invitation
            self.token = token
        }
    }

    private let rows: [Row]
    private let link: (@Sendable (String) -> String)?

    /// `link` makes the address that a token opens; it then has a column of its own.
    package init(_ rows: [Row], link: (@Sendable (String) -> String)? = nil) {
        self.rows = rows
        self.link = link
    }

    /// A mail merge reads it, and people open it in Excel.
    package var bytes: [UInt8] {
        let header = ["Name", "Email", "Token", "Expires at"] + (link == nil ? [] : ["Link"])
        return CSVWriter(for: .excel).bytes(
            of: [header]
                + rows.map { row in
                    [
                        row.invitation.name, row.invitation.email, row.token,
                        Instant.text(row.invitation.expiresAt),
                    ] + (link.map { make in [make(row.token)] } ?? [])
                })
    }
}
