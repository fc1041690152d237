import Domain
import Foundation
import HTTPTypes
package import Hummingbird
import Store

/// RFC 9457: what went wrong, for programs by `type`, for people by `title` and `detail`.
package struct Problem: Sendable, Equatable, Encodable {
    package let type: String
    package let title: String
    package let status: Int
    package var requestId = ""
    package var errors: [Fault]?
    /// Whole seconds; sent as a header.
    package var retryAfter: Int?
    /// The methods that the address has; sent as a header.
    package var allow: String?

    package struct Fault: Sendable, Equatable, Encodable {
        package let pointer: String
        package let code: String
        package let detail: String
    }

    /// Whether what was asked for may have happened all the same.
    package var mayBeDone: Bool { type == "/problems/outcome-unknown" }

    enum CodingKeys: String, CodingKey {
        case type, title, status, errors
        case requestId = "request_id"
    }

    init(
        _ status: HTTPResponse.Status, _ name: String, _ title: String, errors: [Fault]? = nil,
        retryAfter: Duration? = nil
    ) {
        self.status = status.code
        self.type = "/problems/\(name)"
        self.title = title
        self.errors = errors
        self.retryAfter = retryAfter.map { max(1, Int($0 / .seconds(1))) }
    }
}

extension Problem {
    /// The one mapping of errors, for the API and for pages. Nil: our own fault, to be logged.
    package init?(_ error: any Error) {
        switch error {
        case let invalid as Invalid: self = .invalid(invalid)
        case is NotFound:
            self.init(.notFound, "not-found", "Nothing is stored under that address.")
        case is Unauthenticated:
            self.init(.unauthorized, "unauthenticated", "Sign in first, or again.")
        case is WrongCredentials:
            self.init(
                .unauthorized, "wrong-credentials",
                "School, address or password isn't right. Check them, then try again.")
        case is PreconditionFailed:
            self.init(
                .preconditionFailed, "precondition-failed",
                "It was changed since the version that you edit. Read it again, then repeat.")
        case let refusal as Policy.Refusal:
            self.init(.forbidden, refusal.rawValue, Sentences.of(refusal))
        case IdempotencyKey.Refusal.keyReused:
            self.init(
                .unprocessableContent, "key-reused",
                Sentences.of(IdempotencyKey.Refusal.keyReused))
        case let refusal as any Refusing:
            self.init(.conflict, refusal.rawValue, Sentences.of(refusal))
        case let error as any HTTPResponseError:
            self = .plain(error.status)
            allow = (error as? HTTPError)?.headers[.allow]
        default: self.init(passing: error)
        }
    }

    /// What may go well a little later.
    private init?(passing error: any Error) {
        switch error {
        case let many as TooMany:
            self.init(
                .tooManyRequests, "too-many-requests", "Wait a while, then try again.",
                retryAfter: many.retryAfter)
        case let unavailable as Unavailable:
            self.init(
                .serviceUnavailable, "unavailable", "The service is busy. Nothing was changed.",
                retryAfter: unavailable.retryAfter)
        case is OutcomeUnknown:
            self.init(
                .serviceUnavailable, "outcome-unknown",
                "It may have been done. Send it again with the same Idempotency-Key.",
                retryAfter: .seconds(1))
        case is Timekeeper.Doubt:
            self.init(
                .serviceUnavailable, "clock-in-doubt",
                "The service's clock is wrong or was moved. Nothing was changed.",
                retryAfter: .seconds(10))
        default: return nil
        }
    }

    /// Says nothing of what it was; the log has it under the request's id.
    static let internalError = Problem(
        .internalServerError, "internal-error",
        "Something failed here. If it lasts, tell us the request id.")

    private static func invalid(_ invalid: Invalid) -> Problem {
        Problem(
            .unprocessableContent, "invalid", "Correct what the errors name.",
            errors: invalid.faults.map {
                Fault(pointer: $0.pointer, code: $0.code, detail: $0.detail)
            })
    }

    /// What the framework refuses before a handler runs.
    private static func plain(_ status: HTTPResponse.Status) -> Problem {
        switch status {
        case .notFound: Problem(.notFound, "not-found", "Nothing is stored under that address.")
        case .contentTooLarge:
            Problem(.contentTooLarge, "too-large", "Send less: the body is over the limit.")
        case .methodNotAllowed:
            Problem(
                .methodNotAllowed, "method-not-allowed",
                "This address has other methods: the header Allow lists them.")
        case .requestTimeout:
            Problem(.requestTimeout, "too-slow", "Send the body faster, or less at once.")
        case .preconditionRequired:
            Problem(
                .preconditionRequired, "precondition-required",
                "Name the version that you edit by If-Match, as the ETag gave it.")
        case .unsupportedMediaType:
            Problem(
                .unsupportedMediaType, "unsupported-media-type",
                "Send the Content-Type that the description names.")
        default:
            Problem(
                status, status.reasonPhrase.lowercased().replacing(" ", with: "-"),
                status.reasonPhrase)
        }
    }

    /// As `application/problem+json`.
    package func response() -> Response {
        // A struct of strings and numbers always encodes.
        let body = (try? JSONCoding.encode(self)) ?? []
        return withHeaders(
            of: Response(
                status: HTTPResponse.Status(code: status),
                headers: [
                    .contentType: "application/problem+json", .cacheControl: "no-store",
                ],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: body))))
    }

    /// The answer with what the problem says by headers.
    func withHeaders(of response: Response) -> Response {
        var response = response
        if response.status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer" }
        if let retryAfter { response.headers[.retryAfter] = "\(retryAfter)" }
        if let allow { response.headers[.allow] = allow }
        if response.status == .requestTimeout { response.headers[.connection] = "close" }
        return response
    }
}
