import Domain
import HTTPTypes
import Support
import Testing

@testable import Web

@Suite(.world) struct AccountPageTests {
    @Test func `the account's page has a button for the file of all that is kept`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.ada)
            let page = try await web.get("/account", session: session)
            let file = try await web.post("/account/record", session: session, [])
            let forged = try await web.post(
                "/account/record", session: session, [], token: "not-the-token")

            #expect(page.html.contains(#"action="/account/record""#))
            #expect(file.status == 200 && file.html.hasPrefix("PK"))
            #expect(file.headers[.contentType] == "application/zip")
            #expect(file.headers[.cacheControl] == "no-store")
            #expect(!forged.html.hasPrefix("PK"))
        }
    }
}
