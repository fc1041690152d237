import HTTPTypes
package import Hummingbird

/// What every answer tells a browser, whatever it is: a page, a file, a problem, a redirect. First of
/// all, so that what fails before the door has it too.
///
/// A page brings a `Content-Security-Policy` of its own; anything else may run and load nothing, even if
/// someone opens it as a page.
package struct SafetyHeaders: RouterMiddleware {
    package typealias Context = Edge.Context

    private let proxies: Int

    /// `proxies`: how many are trusted; with 0 nobody is believed that they speak TLS.
    package init(proxies: Int = 0) {
        self.proxies = proxies
    }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            // Before the door, where nothing is but what anyone may have.
            let problem = Problem(error)
            if problem == nil { context.report("failed", error) }
            response = (problem ?? .internalError).response()
        }
        for field in Self.always { response.headers.append(field) }
        if response.headers[.contentSecurityPolicy] == nil {
            response.headers.append(Self.nothing)
        }
        if proxies > 0, request.headers[.forwardedProto] == "https" {
            response.headers.append(Self.onlyTLS)
        }
        return response
    }

    /// Communities mustn't learn from where someone came: nothing is told to another site.
    private static let always: [HTTPField] = [
        HTTPField(name: .xContentTypeOptions, value: "nosniff"),
        HTTPField(name: .referrerPolicy, value: "same-origin"),
        HTTPField(
            name: .permissionsPolicy, value: "camera=(), microphone=(), geolocation=()"),
        HTTPField(name: .crossOriginOpenerPolicy, value: "same-origin"),
        HTTPField(name: .crossOriginResourcePolicy, value: "same-origin"),
    ]

    private static let nothing = HTTPField(
        name: .contentSecurityPolicy,
        value: "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
            + "sandbox")

    /// Two years, as browsers' own lists ask for.
    private static let onlyTLS = HTTPField(
        name: .strictTransportSecurity, value: "max-age=63072000; includeSubDomains")
}

extension HTTPField.Name {
    // All are tokens of RFC 9110, so they are names.
    private static func named(_ name: String) -> HTTPField.Name {
        HTTPField.Name(name).unsafelyUnwrapped
    }

    fileprivate static let referrerPolicy = named("Referrer-Policy")
    fileprivate static let permissionsPolicy = named("Permissions-Policy")
    fileprivate static let crossOriginOpenerPolicy = named("Cross-Origin-Opener-Policy")
    fileprivate static let crossOriginResourcePolicy = named("Cross-Origin-Resource-Policy")
    fileprivate static let forwardedProto = named("X-Forwarded-Proto")
}
