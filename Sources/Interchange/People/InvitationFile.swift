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

    package init(_ rows: [Row]) {
        self.rows = rows
    }

    /// A mail merge reads it, and people open it in Excel.
    package var bytes: [UInt8] {
        let header = ["Name", "Email", "Token", "Expires at"]
        return CSVWriter(for: .excel).bytes(
            of: [header]
                + rows.map {
                    [
                        $0.invitation.name, $0.invitation.email, $0.token,
                        Instant.text($0.invitation.expiresAt),
                    ]
                })
    }
}
