import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Coming in and going out, and the links by which people set their password.
struct SignInRoutes {
    let records: Records
    let isDemo: Bool

    var routes: [PageRoute] {
        [
            .open(.get, "/", use: home),
            .open(.get, "/sign-in", use: show),
            .open(.post, "/sign-in", use: signIn).withoutTurn,
            .open(.post, "/sign-in/code", use: sendCode),
            PageRoute(.post, "/sign-out", use: signOut),
            .open(.get, "/forgotten-password", use: forgotten),
            .open(.get, "/invitation", use: invitation),
            .open(.post, "/invitation", use: accept),
            .open(.get, "/who-sees-what", use: whoSeesWhat),
        ]
    }

    /// Learners begin with what is due, everyone else with their offerings.
    @Sendable func home(_ request: Request, _ context: Context) async throws -> Response {
        guard let actor = context.signedIn else { return Shown.redirect(.signIn) }
        let account = try await records.ownAccount(by: actor)
        let learns = account.places.contains { $0.role == .learner }
        return Shown.redirect(learns ? .today : .offerings)
    }

    @Sendable func show(_ request: Request, _ context: Context) async throws -> Response {
        SignInPage(
            isDemo: isDemo, to: Address.own(request.query("to")),
            school: request.query("school") ?? "", email: ""
        ).shown(request)
    }

    /// Afterwards the browser goes where it wanted to, or shows what was kept.
    @Sendable func signIn(_ request: Request, _ context: Context) async throws -> Response {
        guard !request.isFromElsewhere else { throw Policy.Refusal.notAllowed }
        let form = Form(text: try await Form.text(request, context))
        let to = Address.own(form.filled("to"))
        do {
            let device = DeviceCookie.of(request) ?? records.newDevice()
            let answer = try await records.signIn(
                form["email"].trimmingCharacters(in: .whitespaces), form["password"],
                at: form["institution"].trimmingCharacters(in: .whitespaces).lowercased(),
                from: context.address, on: device, replacing: request.ownSecret,
                requestID: context.requestID, at: context.receivedAt)
            return switch answer {
            case .signedIn(let session):
                Self.signedIn(session, on: device, to, form.filled("kept"), request)
            case .asksForCode(let challenge, _):
                SignInCodePage(challenge: challenge.text, to: to, kept: form.filled("kept"))
                    .shown(request)
            }
        } catch let error as Unauthenticated {
            return refused(form, Problem(WrongCredentials()) ?? .init(error), request)
        } catch let error as TooMany {
            return refused(form, Problem(error), request)
        }
    }

    static func signedIn(
        _ session: SignedIn, on device: Secret, _ to: String?, _ kept: String?,
        _ request: Request
    ) -> Response {
        var response =
            if let kept, let to {
                SentAgain(Form(text: kept), to: to, token: FormToken.of(session.secret))
                    .shown(request)
            } else { Shown.redirect(to ?? Address.home.path) }
        response.setCookie(SessionCookie.of(session.secret))
        response.setCookie(DeviceCookie.of(device))
        return response
    }

    private func refused(_ form: Form, _ problem: Problem?, _ request: Request) -> Response {
        SignInPage(
            isDemo: isDemo, to: Address.own(form.filled("to")), kept: form.filled("kept"),
            school: form["institution"], email: form["email"], wrong: problem?.title
        ).shown(request, .init(code: problem?.status ?? 401))
    }

    /// What a shared computer kept for this person is cleared with the session.
    @Sendable func signOut(_ visit: Visit) async throws -> Response {
        _ = try await visit.form()
        guard let secret = visit.request.secret else { throw Unauthenticated() }
        try await records.signOut(secret, by: visit.actor, at: visit.now)
        var response = Shown.redirect(Address.signIn)
        response.setCookie(SessionCookie.gone)
        response.headers[.clearSiteData] = "\"cache\", \"storage\""
        return response
    }
}

/// A browser in which someone has signed in: guesses at their name elsewhere don't keep them out in
/// it. It opens nothing, and says nothing of who it was.
enum DeviceCookie {
    private static let name = "__Host-device"

    /// The one that it has; nil where it has none yet.
    static func of(_ request: Request) -> Secret? {
        request.cookies[name].flatMap { Secret(text: $0.value) }
    }

    static func of(_ secret: Secret) -> Cookie {
        Cookie(
            name: name, value: secret.text, maxAge: 31_536_000, path: "/", secure: true,
            httpOnly: true, sameSite: .lax)
    }
}

/// `__Host-`: only over TLS or on this machine itself, only for this host, never read by a script.
enum SessionCookie {
    private static let name = "__Host-session"

    static func of(_ secret: Secret) -> Cookie {
        Cookie(
            name: name, value: secret.text, path: "/", secure: true, httpOnly: true,
            sameSite: .lax)
    }

    static var gone: Cookie {
        Cookie(
            name: name, value: "", maxAge: 0, path: "/", secure: true, httpOnly: true,
            sameSite: .lax)
    }
}

extension HTTPField.Name {
    // A token of RFC 9110, so it is a name.
    static let clearSiteData = HTTPField.Name("Clear-Site-Data").unsafelyUnwrapped
}
