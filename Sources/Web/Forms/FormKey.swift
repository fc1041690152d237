import Crypto
import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// What makes a form's act happen once: a key made when the form was shown, so that a second click
/// gets the first one's answer.
enum FormKey {
    static let field = "once"
}

extension Visit {
    /// For the hidden field of a form that this visit shows. A client may give its requests an id of
    /// its own, and the same twice.
    var formKey: String {
        "\(context.requestID)-\(Int(now.timeIntervalSince1970 * 1_000_000))"
    }

    /// Of what was sent; nil where the form had no key.
    func once(_ form: Form) -> IdempotencyKey? {
        let key = form[FormKey.field]
        guard (1...255).contains(key.utf8.count) else { return nil }
        let sent = form.fields.filter { $0.name != FormToken.field }
            .map { "\(Address.encoded($0.name))=\(Address.encoded($0.value))" }
        return IdempotencyKey(
            key: key, route: "POST \(request.uri.path)",
            bodyDigest: Array(SHA256.hash(data: Data(sent.joined(separator: "&").utf8))))
    }
}
