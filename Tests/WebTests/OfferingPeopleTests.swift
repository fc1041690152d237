import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct OfferingPeopleTests {
    private let people = "/offerings/\(World.spring)/people"
    private let ada = "/offerings/\(World.spring)/people/\(World.enrollment(of: World.ada))"

    @Test func `everyone stands there by name, nobody beside an alias`() async throws {
        try await LiveWeb.run { web in
            let all = try await web.get(people, as: World.osei)
            let staff = try await web.get("\(people)?role=instructor", as: World.vega)
            let page = try await web.get(ada, as: World.osei)

            #expect(all.html.contains("Adaeze Okafor") && all.html.contains("Marisol Vega"))
            #expect(all.html.contains("Import a roster"))
            #expect(staff.html.contains("Peter Hahn") && !staff.html.contains("Okafor"))
            #expect(!staff.html.contains("Import a roster"))
            for answer in [all, page] {
                for alias in ["insulin", "ketone", "glucagon"] {
                    #expect(!answer.html.contains(alias))
                }
            }
        }
    }

    @Test func `an enrollment takes on what the registrar says, and keeps what was`() async throws {
        try await LiveWeb.run { web in
            let fields = [
                ("version", "1"), ("state", "withdrawn"), ("section", "\(World.passFail)"),
                ("effective_on", "2027-02-27"),
            ]

            let done = try await web.post(ada, as: World.osei, fields)
            let late = try await web.post(
                ada, as: World.osei, fields.dropLast() + [("effective_on", "2027-02-28")])
            let page = try await web.get(#require(done.location), as: World.osei)

            #expect(done.status == 303)
            #expect(page.html.contains(#"<th scope="row">withdrawn</th>"#))
            #expect(page.html.contains("Sat 27 Feb 2027"))
            #expect(page.html.contains(#"<th scope="row">enrolled</th>"#))
            #expect(late.status == 412)
            #expect(late.html.contains(#"value="2027-02-28""#))
            #expect(late.html.contains(#"name="version" value="2""#))
        }
    }

    @Test func `a fault of a move stands on the page, and what was typed stays`() async throws {
        try await LiveWeb.run { web in
            let early = try await web.post(
                ada, as: World.osei,
                [
                    ("version", "1"), ("state", "on_leave"), ("section", "\(World.passFail)"),
                    ("effective_on", "2026-02-01"),
                ])
            let unread = try await web.post(
                ada, as: World.osei,
                [("version", "1"), ("state", "on_leave"), ("effective_on", "x")])
            let reader = try await web.post(ada, as: World.vega, [("version", "1")])

            #expect(early.status == 409 && early.html.contains("latest change"))
            #expect(early.html.contains(#"<option value="on_leave" selected>"#))
            #expect(unread.html.contains("Choose a day, or write it as in 2027-02-24."))
            #expect(reader.status == 422 || reader.status == 404)
            let (office, staff) = (
                try await web.get(ada, as: World.osei), try await web.get(ada, as: World.vega)
            )
            #expect(office.html.contains("link from the school’s office. Someone who has none"))
            #expect(staff.html.contains("link from the school’s office.</p>"))
            #expect(!reader.html.contains("Record the change"))
        }
    }

    @Test func `more time is granted once, and ended`() async throws {
        try await LiveWeb.run { web in
            let fields = [("factor", "1.5"), ("until", ""), ("once", "k")]
            let done = try await web.post("\(ada)/accommodations", as: World.osei, fields)
            _ = try await web.post("\(ada)/accommodations", as: World.osei, fields)
            let wrong = try await web.post(
                "\(ada)/accommodations", as: World.osei, [("factor", "0.5"), ("until", "")])
            let page = try await web.get(ada, as: World.osei)

            #expect(done.status == 303)
            #expect(wrong.status == 422 && wrong.html.contains(#"value="0.5""#))
            #expect(wrong.html.contains("Give more than 1 and up to 10 times as long."))
            let ends = page.html.components(separatedBy: "/end\"")
            #expect(ends.count == 2 && page.html.contains("1.5 times as long"))
            let path = try #require(
                ends[0].components(separatedBy: "action=\"").last.map { "\($0)/end" })
            #expect(try await web.post(path, as: World.osei, []).status == 303)
            let after = try await web.get(ada, as: World.osei)
            #expect(after.html.contains("; ended") && !after.html.contains("/end\""))
        }
    }

    @Test func `someone is enrolled by their exact address, and once`() async throws {
        try await LiveWeb.run { web in
            let path = "/offerings/\(World.spring)/enrolling"
            let fields = [
                ("person", "winter@example.edu"), ("role", "learner"),
                ("section", "\(World.honors)"), ("state", "added_late"),
                ("starts_on", "2027-03-01"), ("once", "k"),
            ]
            let done = try await web.post(path, as: World.osei, fields)
            let twice = try await web.post(path, as: World.osei, fields)
            let again = try await web.post(path, as: World.osei, fields.dropLast())
            let unknown = try await web.post(
                path, as: World.osei, [("person", "winter")] + fields.dropFirst())

            #expect(done.status == 303 && twice.location == done.location)
            #expect(try await web.get(#require(done.location), as: World.osei).html.contains("Zoe"))
            #expect(again.status == 409 && again.html.contains("is enrolled in this offering"))
            #expect(unknown.status == 422 && unknown.html.contains(#"value="winter""#))
            #expect(unknown.html.contains("Nobody here has this address"))
        }
    }

    @Test func `links come as a file, with this host in them, and work`() async throws {
        try await LiveWeb.run { web in
            let origin = [(HTTPField.Name.origin, "http://here.example")]
            let file = try await web.post(
                "/offerings/\(World.spring)/invitations", as: World.osei, [],
                headers: HTTPFields(origin.map { HTTPField(name: $0.0, value: $0.1) }))

            #expect(file.status == 200 && file.headers[.cacheControl] == "no-store")
            let lines = file.html.split(separator: "\r\n")
            #expect(lines.count == 7 && lines.first?.hasSuffix(",Link") == true)
            let link = try #require(lines.last?.split(separator: ",").last)
            #expect(link.hasPrefix("http://here.example/invitation?code="))
            let page = try await web.get(String(link.dropFirst("http://here.example".count)))
            #expect(page.html.contains("This link works once."))
        }
    }
}
