import Edge
import Hummingbird

/// Where everyone comes in.
struct SignInPage: Page {
    static let template = PageTemplate(PackageResources.sign_in_mustache)

    let frame: Frame
    let action = Address.signIn.path
    let fields: [Field]
    let mistake: String?
    /// Where to go on.
    let to: String?
    /// The form that was sent when the session had ended.
    let kept: String?
    let isDemo: Bool
    let forgotten = Address.forgotten.path

    init(
        isDemo: Bool, to: String? = nil, kept: String? = nil, school: String = "",
        email: String = "", mistakes: Mistakes = .none, wrong: String? = nil
    ) {
        frame = Frame(
            title: kept == nil ? "Sign in" : "Sign in again: what you wrote is kept",
            scripts: [Script("zone.js")])
        fields = [
            Field(
                "institution", "School", hint: "Its short name, as your office gave it.",
                value: school, autocomplete: "organization", error: mistakes.at("/institution")),
            Field(
                "email", "E-mail address", value: email, type: "email",
                autocomplete: "email", error: mistakes.at("/email")),
            Field(
                "password", "Password", type: "password", autocomplete: "current-password",
                error: mistakes.at("/password")),
        ]
        mistake = wrong ?? mistakes.general
        self.to = to
        self.kept = kept
        self.isDemo = isDemo
    }
}
