import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct GradebookTests {
    @Test func `the office sees each grade and how it came about, and no text`() async throws {
        try await LiveWeb.run { web in
            let desk = Desk(web: web)
            try await desk.release("The silence of a mother.", for: desk.publish("First <forum>"))

            let plain = try await web.get("\(desk.spring)/grades", as: World.osei)
            let how = try await web.get("\(desk.spring)/grades?how=yes", as: World.osei)

            #expect(plain.status == 200)
            #expect(plain.html.contains("Adaeze Okafor") && plain.html.contains("021"))
            #expect(plain.html.contains("First &lt;forum&gt;"))
            #expect(plain.html.contains(#"<span class="tag done">complete</span>"#))
            #expect(plain.html.contains("48 days left"))
            #expect(!plain.html.contains("it counts as done"))
            #expect(how.html.contains("Complete: it counts as done."))
            for page in [plain, how] {
                #expect(!page.html.contains("silence") && !page.html.contains("insulin"))
            }
        }
    }

    @Test func `search, section and state narrow the rows`() async throws {
        try await LiveWeb.run { web in
            let path = "/offerings/\(World.spring)/grades"
            let named = try await web.get("\(path)?q=OKAF", as: World.osei)
            let honors = try await web.get(
                "\(path)?section=\(World.honors)&state=", as: World.osei)
            let nobody = try await web.get("\(path)?state=on_leave", as: World.osei)

            #expect(named.html.contains("Okafor") && !named.html.contains("Lindqvist"))
            #expect(named.html.contains(#"value="OKAF""#))
            #expect(honors.html.contains("Marsh") && !honors.html.contains("Okafor"))
            #expect(nobody.html.contains("No learner fits."))
        }
    }

    @Test func `learners and strangers find nothing there`() async throws {
        try await LiveWeb.run { web in
            let ada = World.enrollment(of: World.ada)
            let pages = ["grades", "grades/\(ada)", "people", "people/\(ada)", "exports"]
            for page in pages + ["enrolling", "roster", "edit"] {
                for person in [World.ada, World.eve, World.sam] {
                    let answer = try await web.get(
                        "/offerings/\(World.spring)/\(page)", as: person)
                    #expect(answer.status == 404, "\(page)")
                }
            }
            for page in ["/people", "/people/new", "/people/\(World.ada)", "/audit"] {
                for person in [World.ada, World.osei] {
                    #expect(try await web.get(page, as: person).status == 404, "\(page)")
                }
            }
        }
    }

    @Test func `a reader sees no name beside blind work, in the table and in the history`()
        async throws
    {
        try await LiveWeb.run { web in
            let desk = Desk(web: web)
            try await desk.release("Words enough.", for: desk.publish("Blind one", isBlind: true))
            let learner = "\(desk.spring)/grades/\(desk.ada)"

            let table = try await web.get("\(desk.spring)/grades?how=yes", as: World.vega)
            let page = try await web.get(learner, as: World.vega)
            let office = try await web.get(learner, as: World.osei)

            #expect(table.html.contains(#"<td class="quiet">blind</td>"#))
            #expect(!table.html.contains("it counts as done"))
            #expect(page.html.contains("read blind") && !page.html.contains("it counts as done"))
            #expect(page.html.contains("No grade is recorded yet."))
            #expect(office.html.contains("released with feedback"))
        }
    }

    @Test func `a grade change is recorded once, with its reason, and stands in the history`()
        async throws
    {
        try await LiveWeb.run { web in
            let path = "/offerings/\(World.spring)/grades/\(World.enrollment(of: World.ada))"
            let fields = [("of", ""), ("grade", "p"), ("reason", "appeal"), ("once", "a-key")]

            let first = try await web.post(path, as: World.vega, fields)
            let second = try await web.post(path, as: World.vega, fields)
            let page = try await web.get(#require(first.location), as: World.osei)

            #expect(first.status == 303 && second.location == first.location)
            #expect(page.html.contains("P: recorded by an instructor (appeal)."))
            #expect(page.html.components(separatedBy: "<td>appeal</td>").count == 2)
            #expect(page.html.contains("The grade change is recorded."))
            #expect(!page.html.contains("Record the change"))
        }
    }

    @Test func `a fault of a grade change stands at its field, and what was typed stays`()
        async throws
    {
        try await LiveWeb.run { web in
            let path = "/offerings/\(World.spring)/grades/\(World.enrollment(of: World.ada))"

            let noReason = try await web.post(path, as: World.vega, [("grade", "F")])
            let noSuch = try await web.post(
                path, as: World.vega, [("grade", "HP"), ("reason", "correction")])
            let lapse = try await web.post(
                path, as: World.vega, [("grade", "I"), ("reason", "correction")])
            let office = try await web.post(
                path, as: World.osei, [("grade", "P"), ("reason", "correction")])

            #expect(noReason.status == 422 && noReason.html.contains("Choose why it changes."))
            #expect(noReason.html.contains(#"value="F""#))
            #expect(noSuch.status == 409)
            #expect(noSuch.html.contains("basis has no such grade"))
            #expect(noSuch.html.contains(#"<option value="correction" selected>"#))
            #expect(lapse.html.contains("Say on which day the I lapses."))
            #expect(lapse.html.contains("<details open>"))
            #expect(office.status == 404)
        }
    }

    @Test func `three hundred learners with twelve explorations are one page`() async throws {
        try await LiveWeb.run { web in
            let desk = Desk(web: web)
            try await web.enroll(300)
            for number in 1...12 { try await desk.publish("Exploration \(number)") }

            let page = try await web.get("\(desk.spring)/grades", as: World.osei)

            #expect(page.html.components(separatedBy: "<tr><th scope=\"row\"><a").count == 304)
            #expect(page.html.components(separatedBy: "not begun").count == 303 * 12 + 1)
            #expect(!page.html.contains("Only the first of them"))
        }
    }
}

extension LiveWeb {
    /// So many more learners of spring.
    func enroll(_ count: Int) async throws {
        let records = database.records
        let office = World.actor(World.dean)
        for number in 1...count {
            let id = try await records.addPerson(
                Person.Content(
                    legalName: Person.LegalName(given: "Learner", family: "Number \(number)"),
                    chosenName: "Learner \(number)", email: "l\(number)@example.edu",
                    registrarID: "9\(number)"), by: office, at: now)
            _ = try await records.enroll(
                id, as: .learner, in: World.spring, section: World.passFail,
                startsOn: try #require(Day("2027-02-01")), by: office, at: now)
        }
    }
}
