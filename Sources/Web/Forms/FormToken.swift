import Crypto
import Foundation
import Store

/// What shows that a form is one that we gave to this session: another site can't know it.
enum FormToken {
    static let field = "form_token"

    /// From the session's secret, so nothing is stored and each session has its own.
    static func of(_ secret: Secret) -> String {
        let code = HMAC<SHA256>.authenticationCode(
            for: Data("form".utf8), using: SymmetricKey(data: Data(secret.text.utf8)))
        return Data(code).base64EncodedString()
    }
}

/// A form of another session: someone signed in again in between. What they sent isn't lost.
struct FormExpired: Error {
    let form: Form
    let path: String
    let token: String
}
