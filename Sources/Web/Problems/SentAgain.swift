import Edge
import Hummingbird

/// What someone sent in vain, to be sent again: nothing that was written is lost.
struct SentAgain: Page {
    static let template = PageTemplate(PackageResources.sent_again_mustache)

    /// One that was typed at length is shown, so that it can be kept by hand too.
    struct Kept: Sendable {
        let id: String
        let name: String
        let value: String
        let isLong: Bool
    }

    let frame: Frame
    let why: String
    let path: String
    let kept: [Kept]
    let tokenField = FormToken.field
    let token: String
    let button: String
    /// Of what failed here.
    let requestID: String?

    /// From a form of an earlier session, by one of this.
    init(_ form: Form, to path: String, token: String) {
        self.init(
            Frame(title: "Nothing is lost"),
            "Your session had ended before this was sent. Here is what you sent; it isn’t stored yet.",
            form, path, token, button: "Send it now")
    }

    init(_ expired: FormExpired) {
        self.init(expired.form, to: expired.path, token: expired.token)
    }

    /// What there was no time for, or what failed. `problem`: of a status of 429, or 500 and above.
    init(_ form: Form, to path: String, token: String, after problem: Problem) {
        self.init(
            Frame(title: ProblemPage.title(problem.status)), Self.why(problem, form), form, path,
            token,
            button: "Send it again", requestID: problem.requestId)
    }

    private init(
        _ frame: Frame, _ why: String, _ form: Form, _ path: String, _ token: String,
        button: String, requestID: String? = nil
    ) {
        self.frame = frame
        self.why = why
        self.path = path
        self.token = token
        self.button = button
        self.requestID = requestID
        kept = form.withoutSecrets.fields.filter { $0.name != FormToken.field }.enumerated().map {
            place, field in
            Kept(
                id: "kept-\(place)", name: field.name, value: field.value,
                isLong: field.value.count > 60)
        }
    }

    private static func why(_ problem: Problem, _ form: Form) -> String {
        switch problem.status {
        case 503 where !problem.mayBeDone:
            "\(problem.title) Here is what you sent: wait a moment, then send it again."
        case 503 where form.filled(FormKey.field) != nil:
            "What you sent may be stored already, or not. Send it again: it is stored once."
        case 503:
            "What you sent may be stored already, or not. Look where it would stand before you send it again."
        case 429: "\(problem.title) Here is what you sent; it isn’t stored yet."
        default: "\(problem.title) Here is what you sent, to be kept or sent again."
        }
    }
}
