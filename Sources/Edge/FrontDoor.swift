import Domain
package import Foundation
import HTTPTypes
package import Hummingbird
import Observing
package import Store
import Tracing

/// What every request passes first: its id, its time, who asks, and one form for whatever fails.
package struct FrontDoor: RouterMiddleware {
    package typealias Context = Edge.Context
    /// How what went wrong is shown to a person.
    package typealias ProblemPage = @Sendable (Problem, Request, Context) async -> Response

    private let records: Records
    private let now: @Sendable () throws -> Date
    private let randomness: Randomness
    private let settings: DoorSettings
    private let page: ProblemPage?

    /// `page`: what a problem looks like outside the API; nil: as in it.
    package init(
        _ records: Records, _ settings: DoorSettings = DoorSettings(),
        now: @escaping @Sendable () throws -> Date, randomness: Randomness = .system,
        page: ProblemPage? = nil
    ) {
        self.records = records
        self.settings = settings
        self.now = now
        self.randomness = randomness
        self.page = page
    }

    package func handle(
        _ request: Request, context: Context,
        next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var context = context
        context.requestID = requestID(request)
        context.address = settings.address(
            forwarded: request.headers[.forwardedFor], connection: context.address)
        var observed = ServiceContext.current ?? .topLevel
        observed.requestID = context.requestID
        return await ServiceContext.$current.withValue(observed) {
            await letIn(request, context, next)
        }
    }

    private func letIn(
        _ request: Request, _ context: Context,
        _ next: (Request, Context) async throws -> Response
    ) async -> Response {
        var context = context
        var response: Response
        do {
            context.receivedAt = try now()
            let presumption = try await presumption(for: request, context)
            if let presumption,
                let response = try await presuming(presumption, request, &context, next)
            {
                return finished(response, request, context)
            }
            context.signedIn = try await signedIn(request, context)
            try settings.take(
                context.signedIn, from: context.address, at: context.receivedAt)
            response = try await next(request, context)
        } catch {
            response = await answer(error, request, context)
        }
        return finished(response, request, context)
    }

    /// Who is presumed to ask, where the request is short enough to be asked twice: its body is read
    /// into the context first.
    private func presumption(
        for request: Request, _ context: Context
    ) async throws -> Presumption? {
        guard request.isSafe || request.isShort, let secret = request.secret,
            let presumption = records.presume(
                secret, requestID: context.requestID, at: context.receivedAt)
        else { return nil }
        try settings.take(presumption.actor, from: context.address, at: context.receivedAt)
        if !request.isSafe { context.body = try await Received.whole(request.body) }
        return presumption
    }

    /// A request of someone who was known a moment ago: their secret is checked in the round trip
    /// that reads or writes. Nil where that doesn't hold; then it is asked in the usual way. What the
    /// handler throws is answered to who they are, once their secret held.
    private func presuming(
        _ presumption: Presumption, _ request: Request, _ context: inout Context,
        _ next: (Request, Context) async throws -> Response
    ) async throws -> Response? {
        var presumed = context
        presumed.signedIn = presumption.actor
        let outcome: Result<Response, any Error>
        do {
            let response = try await Presumption.$current.withValue(presumption) {
                try await next(request, presumed)
            }
            outcome = .success(response)
        } catch let unknown as OutcomeUnknown {
            // It may have happened: it isn't asked again.
            throw unknown
        } catch let busy as Unavailable {
            // It tells nobody anything, and who has no time to answer has none to ask who it is.
            throw busy
        } catch {
            outcome = .failure(error)
        }
        guard try await records.holds(presumption) else { return nil }
        context.signedIn = presumption.actor
        return try outcome.get()
    }

    private func finished(_ response: Response, _ request: Request, _ context: Context) -> Response
    {
        var response = response
        response.headers[.requestID] = context.requestID
        // Also of a problem: what answers HEAD has no body.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// What a proxy gave it; a caller's own could be another's.
    private func requestID(_ request: Request) -> String {
        if settings.proxies > 0, let sent = request.headers[.requestID],
            (1...64).contains(sent.utf8.count),
            sent.utf8.allSatisfy(Self.mayStandInAnID)
        {
            return sent
        }
        var random = randomness
        return String(random.next(), radix: 36) + String(random.next(), radix: 36)
    }

    /// Letters, digits, hyphen, underscore.
    private static func mayStandInAnID(_ byte: UInt8) -> Bool {
        (byte | 32) >= 97 && (byte | 32) <= 122 || byte >= 48 && byte <= 57 || byte == 45
            || byte == 95
    }

    /// A secret that isn't one of ours, or no longer, is refused; none at all is nobody. So is a cookie
    /// of a session that is over, to a page: there one signs in again.
    private func signedIn(_ request: Request, _ context: Context) async throws -> Actor? {
        guard let text = try request.credential() else { return nil }
        do {
            guard let secret = Secret(text: text) else { throw Unauthenticated() }
            return try await records.authenticate(
                secret, requestID: context.requestID, at: context.receivedAt)
        } catch let error as Unauthenticated {
            guard request.isInAPI || page == nil else { return nil }
            try settings.take(nil, from: context.address, at: context.receivedAt)
            throw error
        }
    }

    private func answer(
        _ error: any Error, _ request: Request, _ context: Context
    ) async -> Response {
        var problem = Problem(error)
        if problem == nil {
            context.report("failed", error)
            problem = .internalError
        }
        var found = problem ?? .internalError
        found.requestId = context.requestID
        guard let page, !request.isInAPI else { return found.response() }
        return found.withHeaders(of: await page(found, request, context))
    }
}

extension HTTPField.Name {
    // A token of RFC 9110, so it is a name.
    fileprivate static let fetchSite = HTTPField.Name("Sec-Fetch-Site").unsafelyUnwrapped
}

extension Request {
    /// The session or token that it carries.
    package var secret: Secret? {
        // What isn't one was refused at the door.
        (try? credential()).flatMap { $0 }.flatMap { Secret(text: $0) }
    }

    /// The session that a browser's cookie names, whatever makes the browser send it.
    package var ownSecret: Secret? {
        cookies["__Host-session"].flatMap { Secret(text: $0.value) }
    }

    fileprivate func credential() throws -> String? {
        if let header = headers[.authorization] {
            guard header.prefix(7).lowercased() == "bearer " else { throw Unauthenticated() }
            return String(header.utf8.dropFirst(7))
        }
        guard let cookie = cookies["__Host-session"]?.value else { return nil }
        // A cookie travels with requests that another site makes a browser send.
        guard isSafe || isFromHere else { throw Policy.Refusal.notAllowed }
        return cookie
    }

    /// Whether its body, of a length that is told, may be kept while it is asked.
    package var isShort: Bool {
        headers[.contentLength].flatMap { Int($0) }.map { $0 <= 65_536 } ?? false
    }

    fileprivate var isInAPI: Bool { uri.path.hasPrefix("/api/") }

    /// Whether a browser says that another site made it send this.
    package var isFromElsewhere: Bool {
        let says = headers[.fetchSite] != nil || headers[.origin] != nil
        return says && !isFromHere
    }

    fileprivate var isSafe: Bool { [.get, .head, .options].contains(method) }

    /// Browsers say where a request comes from (Fetch Metadata); the older ones by Origin.
    fileprivate var isFromHere: Bool {
        if let site = headers[.fetchSite] {
            return site == "same-origin"
        }
        guard let origin = headers[.origin], let authority = head.authority else { return false }
        return origin.hasSuffix("://\(authority)")
    }
}
