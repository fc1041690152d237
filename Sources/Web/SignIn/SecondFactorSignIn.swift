import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

extension SignInRoutes {
    /// After a right password of someone who has a second factor.
    @Sendable func sendCode(_ request: Request, _ context: Context) async throws -> Response {
        guard !request.isFromElsewhere else { throw Policy.Refusal.notAllowed }
        let form = Form(text: try await Form.text(request, context))
        let to = Address.own(form.filled("to"))
        do {
            guard let challenge = Secret(text: form["challenge"]) else {
                throw SecondFactor.Refusal.signInOver
            }
            let device = DeviceCookie.of(request) ?? records.newDevice()
            let session = try await records.signIn(
                waiting: challenge, code: form["code"], from: context.address, on: device,
                replacing: request.ownSecret, requestID: context.requestID,
                at: context.receivedAt)
            return Self.signedIn(session, on: device, to, form.filled("kept"), request)
        } catch SecondFactor.Refusal.signInOver {
            return SignInPage(
                isDemo: isDemo, to: to, kept: form.filled("kept"),
                wrong: Sentences.of(SecondFactor.Refusal.signInOver)
            ).shown(request, .unauthorized)
        } catch {
            guard let problem = Problem(error), [409, 429].contains(problem.status) else {
                throw error
            }
            return SignInCodePage(
                challenge: form["challenge"], to: to, kept: form.filled("kept"),
                mistake: problem.title
            ).shown(request, .init(code: problem.status))
        }
    }
}

/// Asks for a code of the second factor.
struct SignInCodePage: Page {
    static let template = PageTemplate(PackageResources.sign_in_code_mustache)

    let frame = Frame(title: "Sign in: your code", scripts: [Script("zone.js")])
    let action = Address.signInCode.path
    let again = Address.signIn.path
    let challenge: String
    let to: String?
    let kept: String?
    let mistake: String?
    let fields = [
        Field(
            "code", "Code", hint: "Six digits that your app shows, or a recovery code.",
            autocomplete: "one-time-code")
    ]

    init(challenge: String, to: String?, kept: String?, mistake: String? = nil) {
        self.challenge = challenge
        self.to = to
        self.kept = kept
        self.mistake = mistake
    }
}
