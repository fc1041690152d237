import Edge
package import HTTPTypes
import Hummingbird

/// One route as data, as `Endpoint` is for the API: tests walk them.
package struct PageRoute: Sendable {
    enum Handler: Sendable {
        /// For anyone, signed in or not.
        case open(@Sendable (Request, Context) async throws -> Response)
        /// For someone who is signed in; nobody else gets past the sign-in.
        case visit(@Sendable (Visit) async throws -> Response)
    }

    package let method: HTTPRequest.Method
    /// `/assignments/{id}`
    package let path: String
    let handler: Handler
    /// Not where a password is hashed, which has a queue of its own: a flood of sign-ins would hold the
    /// turns of everyone else.
    private(set) var takesTurn = true

    package var isOpen: Bool {
        if case .open = handler { true } else { false }
    }

    /// For someone who is signed in.
    init(
        _ method: HTTPRequest.Method, _ path: String,
        use handler: @escaping @Sendable (Visit) async throws -> Response
    ) {
        (self.method, self.path, self.handler) = (method, path, .visit(handler))
    }

    static func open(
        _ method: HTTPRequest.Method, _ path: String,
        use handler: @escaping @Sendable (Request, Context) async throws -> Response
    ) -> PageRoute {
        PageRoute(method, path, .open(handler))
    }

    var withoutTurn: PageRoute {
        var route = self
        route.takesTurn = false
        return route
    }

    private init(_ method: HTTPRequest.Method, _ path: String, _ handler: Handler) {
        (self.method, self.path, self.handler) = (method, path, handler)
    }
}
