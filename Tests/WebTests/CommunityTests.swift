import Domain
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct CommunityTests {
    @Test func `everyone of the school finds communities by words and filters`() async throws {
        try await LiveWeb.run { web in
            for person in [World.ada, World.vega, World.osei, World.zoe] {
                let all = try await web.get("/communities", as: person)
                #expect(all.html.contains("A Blog") && all.html.contains("A Forum"))
            }
            let found = try await web.get("/communities?q=blog&kind=blog", as: World.ada)
            let none = try await web.get("/communities?q=nowhere", as: World.ada)

            #expect(found.html.contains("A Blog") && !found.html.contains("A Forum"))
            #expect(found.html.contains(#"value="blog" selected"#))
            #expect(none.html.contains("No community fits this search."))
            #expect(none.html.contains(#"value="nowhere""#))
        }
    }

    @Test func `pages of the catalog keep their filters`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/communities?q=a-&limit=1", as: World.ada)

            #expect(page.html.contains("A Blog") && !page.html.contains("A Forum"))
            #expect(page.html.contains("/communities?q=a-&amp;cursor="))
        }
    }

    @Test func `a link out tells nobody where one comes from`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/communities/\(World.blog)", as: World.ada)

            #expect(
                page.html.contains(
                    #"<a href="https://example.org/a-blog" rel="noreferrer noopener">"#))
        }
    }

    @Test func `a community that declined says that it can't be assigned`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/communities/\(World.declined)", as: World.vega)

            #expect(page.html.contains("Its owner asked not to be observed"))
        }
    }

    @Test func `another school's community isn't there`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/communities/\(World.blog)", as: World.sia)

            #expect(page.status == 404)
        }
    }

    @Test func `a live session says when the next one is`() async throws {
        try await LiveWeb.run { web in
            var content = try await web.database.records.community(
                World.blog, by: World.actor(World.vega)
            ).content
            content.session = Community.Session(
                recurrence: "FREQ=WEEKLY;BYDAY=WE", starts: "21:00", zone: "America/New_York",
                minutes: 60)
            try await web.database.records.edit(
                World.blog, to: content, version: 1, by: World.actor(World.vega), at: web.now)

            let page = try await web.get("/communities/\(World.blog)", as: World.ada)

            #expect(page.html.contains("every Wednesday, 21:00 New York, 60 minutes"))
            #expect(page.html.contains("Wed 3 Mar, 21:00 EST"))
        }
    }
}
