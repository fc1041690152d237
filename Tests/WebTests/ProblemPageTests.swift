import Domain
import Edge
import HTTPTypes
import Store
import Support
import Synchronization
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

    /// The second is longer than what the door reads.
    @Test(arguments: [100, 6000])
    func `what there was no time for is sent again from the page that says so`(
        length: Int
    ) async throws {
        let words = "So & so said: \"" + String(repeating: "\u{1F642}", count: length)
        let database = try #require(TestDatabase.current)
        let session = try await database.session(of: World.ada, at: World.noon)
        let asked = Mutex<ShownForm?>(nil)
        try await LiveWeb.run(turns: Turns(0, limit: 0)) { web in
            _ = try await Course(web).published()
            let assignment = try await Course(web).assignment(of: World.ada)
            let busy = try await web.post(
                "/assignments/\(assignment)/field-notes?from=here", session: session,
                [("visited_on", "2027-03-01"), ("observed", words), ("once", "one")])

            #expect(busy.status == 503 && busy.headers[.retryAfter] != nil)
            #expect(busy.html.contains("Nothing was changed. Here is what you sent"))
            asked.withLock { $0 = ShownForm.all(on: "", busy.html).first }
        }
        let form = try #require(asked.withLock { $0 })
        try await LiveWeb.run { web in
            let done = try await web.post(
                form.action, session: session, form.fields.map { ($0.name, $0.value) })

            #expect(done.status == 303)
            #expect(form.action.hasSuffix("?from=here"))
            let assignment = try await Course(web).assignment(of: World.ada)
            let notes = try await web.database.records.fieldNotes(
                of: assignment, by: World.actor(World.ada))
            #expect(notes.count == 1 && notes.first?.note.content.observed == words)
        }
    }

    @Test func `what was sent too often is kept, and no password is`() async throws {
        try await LiveWeb.run(people: Rate(burst: 1, perSecond: 0.001)) { web in
            let session = try await web.session(of: World.ada)
            _ = try await web.get("/account", session: session)
            let often = try await web.post(
                "/account/password", session: session,
                [("old", "a secret of mine"), ("zone", "America/Denver")])

            #expect(often.status == 429 && often.headers[.retryAfter] != nil)
            #expect(often.html.contains(#"name="zone" value="America/Denver""#))
            #expect(!often.html.contains("a secret of mine"))
        }
    }

    @Test func `what may be stored is sent again where a key keeps it from being stored twice`()
        throws
    {
        let problem = try #require(Problem(OutcomeUnknown()))
        let pages = ["once=one&body=words", "body=words"].map {
            SentAgain(Form(text: $0), to: "/x", token: "t", after: problem).html
        }

        #expect(pages[0].contains("it is stored once"))
        #expect(pages[1].contains("Look where it would stand"))
    }
}
