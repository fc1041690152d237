package import Domain
package import Edge
import Foundation
package import HTTPTypes
package import Hummingbird

/// One route as data: what the router, the description and the tests each need of it.
package struct Endpoint: Sendable {
    package enum Access: Sendable, Equatable {
        case anyone
        /// About the one who asks.
        case signedIn
        /// The policy decides.
        case verb(Verb)
    }

    package enum Trait: Sendable, Hashable {
        /// Takes JSON; the body may have faults.
        case json
        case csv
        /// Takes `Idempotency-Key`.
        case once
        /// Takes `If-Match`.
        case version
        /// Takes `limit` and `cursor`.
        case paged
        /// May be refused by a rule of the domain: 409.
        case refuses
        /// May ask for something more first: 202.
        case asksMore
        /// Computes little, and so is answered where the database's answers come in.
        case brief
        /// Waits for a password to be hashed, and takes no turn: it has a queue of its own, and a flood of
        /// sign-ins would hold the turns of everyone else.
        case hashes
    }

    package typealias Handler = @Sendable (Request, Context) async throws -> Response

    package let method: HTTPRequest.Method
    /// As in the description: `/explorations/{id}`.
    package let path: String
    package let access: Access
    package let success: HTTPResponse.Status
    package let traits: Set<Trait>
    /// Beside `limit` and `cursor`.
    package let filters: [String]
    let handler: Handler

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ success: HTTPResponse.Status = .ok, _ traits: Set<Trait> = [],
        filters: [String] = [], use handler: @escaping Handler
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.success = success
        self.traits = traits
        self.filters = filters
        self.handler = handler
    }

    package var query: [String] { (traits.contains(.paged) ? ["limit", "cursor"] : []) + filters }

    /// Whether a request may be answered where all of the database's answers come in.
    func isBrief(_ request: Request) -> Bool {
        traits.contains(.brief) && (!takesBody || request.isShort)
    }

    /// Bytes of a body.
    var mostOfBody: Int { traits.contains(.csv) ? RosterRoutes.limit : Received.limit }

    package var takesBody: Bool { traits.contains(.json) || traits.contains(.csv) }

    /// Every status that it may answer with, but for our own faults.
    package var answers: Set<Int> {
        // Also where anyone may ask: a secret that isn't one is refused at the door, and so is a cookie
        // that another site makes a browser send.
        var answers: Set<Int> = [success.code, 401, 429, 503]
        if access != .anyone || method != .get { answers.insert(403) }
        if traits.contains(.asksMore) { answers.insert(202) }
        if case .verb = access { answers.insert(404) }
        if path.contains("{") { answers.insert(404) }
        if takesBody { answers.formUnion([408, 413, 415, 422]) }
        if !query.isEmpty || traits.contains(.once) { answers.insert(422) }
        if traits.contains(.once) || traits.contains(.refuses) { answers.insert(409) }
        if traits.contains(.version) { answers.formUnion([412, 428]) }
        return answers
    }
}

extension Endpoint {
    /// Checks what every handler would have to check.
    func check(_ request: Request, _ context: Context) throws {
        if access != .anyone { _ = try context.actor }
        try checkQuery(request)
        try checkContentType(request)
    }

    /// A misspelled filter would otherwise answer with everything, and of one that stands twice half
    /// would be ignored.
    private func checkQuery(_ request: Request) throws {
        guard request.uri.query != nil else { return }
        var seen: Set<String> = []
        for name in request.uri.queryParameters.map({ String($0.key) }) {
            guard query.contains(name) else {
                let known = query.isEmpty ? "none" : query.joined(separator: ", ")
                throw Invalid("?\(name)", "unknown-parameter", "Known here: \(known).")
            }
            guard seen.insert(name).inserted else {
                throw Invalid("?\(name)", "repeated", "Give it once.")
            }
        }
    }

    private func checkContentType(_ request: Request) throws {
        guard takesBody, request.hasBody else { return }
        let sent = request.headers[.contentType] ?? ""
        let type = sent.split(separator: ";", maxSplits: 1, omittingEmptySubsequences: false)[0]
            .lowercased().trimmingCharacters(in: .whitespaces)
        let known =
            (traits.contains(.json) ? ["application/json"] : [])
            + (traits.contains(.csv) ? ["text/csv"] : [])
        guard known.contains(type) else { throw HTTPError(.unsupportedMediaType) }
    }
}
