import Domain
import Support
import Testing

@testable import Web

@Suite(.world) struct OfferingTests {
    private let glance = Address.offering(World.spring).path

    @Test func `offerings list what one is in, and lead learners to their own day`() async throws {
        try await LiveWeb.run { web in
            let staff = try await web.get("/offerings", as: World.vega)
            let learner = try await web.get("/offerings", as: World.ada)

            #expect(staff.html.contains(#"<a href="\#(glance)">Voices Online, spring 2027</a>"#))
            #expect(!staff.html.contains("autumn 2027"))
            #expect(learner.html.contains(#"<a href="/today">Voices Online, spring 2027</a>"#))
        }
    }

    @Test func `the staff see everyone's state at a glance, and what waits`() async throws {
        try await LiveWeb.run { web in
            _ = try await Course(web).submission()

            let page = try await web.get(glance, as: World.vega)

            #expect(page.status == 200)
            #expect(page.html.contains("Adaeze Okafor, Hearing one voice: submitted"))
            #expect(page.html.contains("Bo Lindqvist, Hearing one voice: not begun"))
            #expect(page.html.contains("1 reflection waits for you."))
            #expect(!page.html.contains("insulin"), "an alias stands beside no name")
            let office = try await web.get(glance, as: World.osei)
            #expect(office.status == 200 && !office.html.contains("waits for you"))
        }
    }

    @Test func `nobody else sees an offering's glance`() async throws {
        try await LiveWeb.run { web in
            for person in [World.ada, World.eve, World.zoe, World.sam] {
                let page = try await web.get(glance, as: person)
                #expect(page.status == 404)
            }
        }
    }

    @Test func `beside blind work stands a code and no name`() async throws {
        try await LiveWeb.run { web in
            _ = try await Course(web).submission { $0.isBlind = true }

            let page = try await web.get(glance, as: World.vega)
            let office = try await web.get(glance, as: World.osei)

            #expect(page.html.contains("Read blind"))
            #expect(!page.html.contains("Adaeze Okafor, Hearing one voice"))
            #expect(!page.html.contains("Bo Lindqvist, Hearing one voice"))
            #expect(office.html.contains("Adaeze Okafor, Hearing one voice: submitted"))
        }
    }

    @Test func `tabs follow from what one may do`() {
        func names(_ role: Role) -> [String] {
            OfferingTab.all(of: World.spring, role: role, by: World.actor(World.hahn)).map(\.name)
        }

        #expect(
            names(.instructor)
                == ["Overview", "Reading", "Explorations", "Release", "Grades", "People"])
        #expect(
            names(.coordinator)
                == ["Overview", "Explorations", "Grades", "People", "Exports"])
        #expect(names(.learner).isEmpty)
    }
}
