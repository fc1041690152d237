import Edge
import HTTPTypes
import Hummingbird

/// How pages answer. None is kept by a cache, and none may run or load what isn't ours.
enum Shown {
    static func page(_ html: String, _ status: HTTPResponse.Status = .ok) -> Response {
        var headers = safety
        headers[.contentType] = "text/html; charset=utf-8"
        return Response(
            status: status, headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }

    /// After a form: the browser asks for the page anew, so that a reload does nothing twice.
    static func redirect(_ path: String) -> Response {
        var headers = safety
        headers[.location] = path
        return Response(status: .seeOther, headers: headers)
    }

    static func redirect(_ address: Address, done: Notice? = nil) -> Response {
        redirect(address.with([("done", done?.rawValue)]))
    }

    /// What holds for every answer besides, `SafetyHeaders` adds.
    private static let safety: HTTPFields = [
        .cacheControl: "no-store",
        .contentSecurityPolicy:
            "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ]
}
