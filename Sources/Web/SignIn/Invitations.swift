import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

extension SignInRoutes {
    @Sendable func forgotten(_ request: Request, _ context: Context) async throws -> Response {
        PlainPage.forgotten.shown(request)
    }

    @Sendable func whoSeesWhat(_ request: Request, _ context: Context) async throws -> Response {
        PlainPage.whoSeesWhat.shown(request)
    }

    /// The secret stands in the query, which no log has.
    @Sendable func invitation(_ request: Request, _ context: Context) async throws -> Response {
        guard let code = request.query("code"), let secret = Secret(text: code) else {
            throw Invitation.Refusal.invitationOver
        }
        let invitation = try await records.invitation(secret, at: context.receivedAt)
        return InvitationPage(invitation, code: code).shown(request)
    }

    @Sendable func accept(_ request: Request, _ context: Context) async throws -> Response {
        guard !request.isFromElsewhere else { throw Policy.Refusal.notAllowed }
        let form = Form(text: try await Form.text(request, context))
        guard let secret = Secret(text: form["code"]) else {
            throw Invitation.Refusal.invitationOver
        }
        let invitation = try await records.invitation(secret, at: context.receivedAt)
        do {
            guard form["password"] == form["again"] else {
                throw Invalid("/again", "differs", "Type the same password a second time.")
            }
            try await records.acceptInvitation(
                secret, password: form["password"], requestID: context.requestID,
                at: context.receivedAt)
            return Shown.redirect(.signIn)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return InvitationPage(invitation, code: form["code"], mistakes: mistakes)
                .shown(request, .init(code: mistakes.status))
        }
    }
}

/// Someone's first password, or a new one for one that was forgotten.
struct InvitationPage: Page {
    static let template = PageTemplate(PackageResources.invitation_mustache)

    let frame: Frame
    let name: String
    let email: String
    let code: String
    let action = Address.invitation.path
    let fields: [Field]
    let mistake: String?

    init(_ invitation: Invitation, code: String, mistakes: Mistakes = .none) {
        frame = Frame(title: "Choose your password")
        name = invitation.name
        email = invitation.email
        self.code = code
        fields = Field.newPassword(mistakes)
        mistake = mistakes.general
    }
}

extension Field {
    /// A new password, twice.
    static func newPassword(_ mistakes: Mistakes) -> [Field] {
        [
            Field(
                "password", "New password",
                hint: "A few words that you don’t use elsewhere are best.", type: "password",
                autocomplete: "new-password",
                error: mistakes.at("/password") ?? mistakes.at("/new_password")),
            Field(
                "again", "The same again", type: "password", autocomplete: "new-password",
                error: mistakes.at("/again")),
        ]
    }
}
