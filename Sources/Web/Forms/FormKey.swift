import Crypto
import Edge
import Foundation
import Hummingbird
import Store

/// What makes a second click of one form do nothing: a key that the page got when it was shown.
enum FormKey {
    static let field = "once"

    static func digest(_ form: Form) -> [UInt8] {
        let sent = form.fields.filter { $0.name != FormToken.field }
            .flatMap { [$0.name, $0.value] }
        var hash = SHA256()
        for part in sent { hash.update(data: Data("\(part.utf8.count):\(part)".utf8)) }
        return Array(hash.finalize())
    }
}

extension Visit {
    /// For a form of this page. A client may give its requests an id of its own, and the same twice.
    var formKey: String {
        "\(context.requestID)-\(Int(now.timeIntervalSince1970 * 1_000_000))"
    }

    /// Nil where the form carried none: then a second click is a second act.
    func once(_ form: Form) -> IdempotencyKey? {
        guard let key = form.filled(FormKey.field), key.utf8.count <= 255 else { return nil }
        return IdempotencyKey(
            key: key, route: "POST \(request.uri.path)", bodyDigest: FormKey.digest(form))
    }
}
