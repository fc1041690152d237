import Domain
import Store

/// What learners agree to before they read where patients write.
struct ObserversCodePage: Page {
    static let template = PageTemplate(PackageResources.observers_code_mustache)

    /// The version that counts.
    struct Version: Sendable {
        let number: Int
        let text: Markdown
        let published: Moment
        let accepted: Moment?
    }

    let frame: Frame
    let version: Version?
    let mistake: String?
    let action = Address.observersCode.path
    let to: String?
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: ObserverCodeRecord?, to: String?, _ mistakes: Mistakes = .none
    ) {
        frame = visit.frame("The observer’s code", in: .assignments)
        version = record.map {
            Version(
                number: $0.code.number, text: Markdown($0.code.body),
                published: visit.moment($0.code.publishedAt),
                accepted: $0.acceptedAt.map { visit.moment($0) })
        }
        mistake = mistakes.general
        self.to = to
        token = visit.formToken
    }
}
