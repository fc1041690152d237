import Edge
import Hummingbird

/// What someone sent from a form of an earlier session, to be sent again by one of this: nothing that
/// was written is lost.
struct SentAgain: Page {
    static let template = PageTemplate(PackageResources.sent_again_mustache)

    /// One that was typed at length is shown, so that it can be kept by hand too.
    struct Kept: Sendable {
        let id: String
        let name: String
        let value: String
        let isLong: Bool
    }

    let frame = Frame(title: "Nothing is lost")
    let path: String
    let kept: [Kept]
    let tokenField = FormToken.field
    let token: String

    init(_ form: Form, to path: String, token: String) {
        self.path = path
        self.token = token
        kept = form.withoutSecrets.fields.filter { $0.name != FormToken.field }.enumerated().map {
            place, field in
            Kept(
                id: "kept-\(place)", name: field.name, value: field.value,
                isLong: field.value.count > 60)
        }
    }

    init(_ expired: FormExpired) {
        self.init(expired.form, to: expired.path, token: expired.token)
    }
}
