import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

/// Every form of whoever is signed in: what another site makes a browser send does nothing, and what
/// isn't a form of this session isn't done.
@Suite(.world) struct FormTokenTests {
    private static func routes(_ web: Web) -> [PageRoute] {
        web.routes.filter { $0.method == .post && !$0.isOpen }
    }

    /// With ids of things that aren't there: the token is looked at before anything is looked up.
    private static func path(_ route: PageRoute) -> String {
        route.path.replacing(/\{\w+\}/) { _ in "00000000-0000-7000-8000-000000000000" }
    }

    @Test func `no form is taken without its token`() async throws {
        try await LiveWeb.run { web in
            let routes = Self.routes(Web(web.database.records))
            #expect(routes.count > 40)
            let session = try await web.session(of: World.vega)

            for route in routes where !Self.isUpload(route) {
                for token in ["", "of another session"] {
                    let answer = try await web.post(
                        Self.path(route), session: session, [("title", "kept words")],
                        token: token)

                    #expect(answer.status == 200, "\(route.path)")
                    #expect(answer.html.contains("Nothing is lost"), "\(route.path)")
                    #expect(answer.html.contains(#"value="kept words""#), "\(route.path)")
                }
            }
        }
    }

    @Test func `no form is taken that another site sent`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.vega)
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))

            for route in Self.routes(Web(web.database.records)) {
                for from in ["cross-site", "same-site", "none"] {
                    let answer = try await web.post(
                        Self.path(route), session: session, [], headers: [site: from])

                    #expect(answer.status == 303 || answer.status == 404, "\(route.path)")
                    #expect(answer.cookies.isEmpty, "\(route.path)")
                }
            }
        }
    }

    /// Of a file, in parts: `RosterPageTests` looks at its token.
    private static func isUpload(_ route: PageRoute) -> Bool { route.path.hasSuffix("/roster") }
}
