import Domain
import Support
import Testing

@testable import Web

@Suite(.world) struct ProblemPageTests {
    @Test func `whoever is signed in keeps their bar on a page that says no`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.ada)
            // The second time their secret is checked beside what they ask for.
            for path in ["/nowhere", "/nowhere", "/audit", "/offerings/\(World.spring)/grades"] {
                let page = try await web.get(path, session: session)
                #expect(page.status == 404)
                #expect(page.html.contains("sign out") && page.html.contains(#"href="/today""#))
            }
            let stranger = try await web.get("/nowhere")
            #expect(!stranger.html.contains("sign out"))
        }
    }

    @Test func `an address that can't be read is said in a page's words`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/people?cursor=x", as: World.dean)

            #expect(page.status == 422)
            #expect(page.html.contains("The address asks for something that can’t be read."))
            #expect(!page.html.contains("next_cursor"))
        }
    }
}
