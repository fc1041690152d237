import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct OfficePageTests {
    private let exports = "/offerings/\(World.spring)/exports"

    @Test func `submissions by day are a picture, a sentence and a table, and no name`()
        async throws
    {
        try await LiveWeb.run { web in
            let desk = Desk(web: web)
            let path = "\(desk.spring)/submissions"
            let empty = try await web.get(path, as: World.osei)
            try await desk.release("Words enough.", for: desk.publish("One"))

            let page = try await web.get(path, as: World.osei)

            #expect(
                empty.html.contains("Nothing was handed in yet.") && !empty.html.contains("<svg"))
            #expect(page.html.contains("1 submission, 0 of them late."))
            #expect(page.html.contains("most on the day Mon 1 Mar 2027, 1"))
            #expect(page.html.contains(#"<th scope="row">Mon 1 Mar 2027</th>"#))
            #expect(!page.html.contains("Okafor") && !page.html.contains("style="))
            #expect(try await web.get(path, as: World.ada).status == 404)
            try await desk.release("Words more.", for: desk.publish("Blind", isBlind: true))
            let office = try await web.get(path, as: World.osei)
            let reader = try await web.get(path, as: World.vega)
            #expect(office.html.contains("2 submissions"))
            #expect(reader.html.contains("1 submission, 0 of them late."))
        }
    }

    @Test func `each address of the office has a route`() async throws {
        let records = try #require(TestDatabase.current).records
        let paths = Set(Web(records).routes.filter { $0.method == .get }.map(\.path))
        let (spring, ada) = (World.spring, World.enrollment(of: World.ada))
        let all: [(Address, String)] = [
            (.grades(spring), "/offerings/{id}/grades"),
            (.learnerGrades(spring, ada), "/offerings/{id}/grades/{enrollment}"),
            (.submissions(spring), "/offerings/{id}/submissions"),
            (.people(spring), "/offerings/{id}/people"),
            (.enrolling(spring), "/offerings/{id}/enrolling"),
            (.enrollment(spring, ada), "/offerings/{id}/people/{enrollment}"),
            (.roster(spring), "/offerings/{id}/roster"),
            (.exports(spring), "/offerings/{id}/exports"),
            (.offeringEdit(spring), "/offerings/{id}/edit"),
            (.export(ID(rawValue: spring.rawValue)), "/exports/{id}"),
            (.addOffering, "/offerings/new"), (.schoolPeople, "/people"),
            (.addPerson, "/people/new"), (.person(World.ada), "/people/{id}"),
            (.record, "/audit"),
        ]
        for (address, route) in all {
            let path = route.replacing("{enrollment}", with: "\(ada)").split(separator: "/")
                .map { $0 == "{id}" ? nil : String($0) }
            let parts = address.path.split(separator: "/").map(String.init)
            #expect(paths.contains(route), "\(route)")
            #expect(path.count == parts.count, "\(route)")
            #expect(zip(path, parts).allSatisfy { $0 == nil || $0 == $1 }, "\(route)")
        }
    }

    @Test func `nothing unapproved is exported, and each who lacks it is named`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("\(exports)?format=csv", as: World.osei)

            #expect(page.html.contains("Adaeze Okafor: the grade isn&#39;t approved as it stands."))
            #expect(!page.html.contains("Make the export"))
        }
    }

    @Test func `an export is looked at, made once, sent, and refused in part`() async throws {
        try await LiveWeb.run { web in
            try await Desk(web: web).approve()
            let bo = "/offerings/\(World.spring)/people/\(World.enrollment(of: World.bo))"
            _ = try await web.post(
                bo, as: World.osei,
                [
                    ("version", "1"), ("state", "dropped"), ("section", "\(World.passFail)"),
                    ("effective_on", "2027-03-01"),
                ])
            let ask = "?format=csv&section=\(World.passFail)"
            let form = [("format", "csv"), ("section", "\(World.passFail)"), ("once", "k")]

            let look = try await web.get(exports + ask, as: World.osei)
            let made = try await web.post(exports, as: World.osei, form)
            let again = try await web.post(exports, as: World.osei, form)
            let path = try #require(made.location?.components(separatedBy: "?").first)
            _ = try await web.post("\(path)/events", as: World.osei, [("state", "sent")])
            let wrong = try await web.post(
                "\(path)/events", as: World.osei,
                [("state", "rejected"), ("rows", "id,message\n000,never seen")])
            let moved = try await web.post(
                "\(path)/events", as: World.osei,
                [("state", "rejected"), ("rows", "id,message\n021,hold on the record")])
            let page = try await web.get(path, as: World.osei)

            #expect(look.html.contains("1 grade would be exported"))
            #expect(look.html.contains("Okafor, Adaeze") && !look.html.contains("Lindqvist"))
            #expect(made.status == 303 && again.location == made.location)
            #expect(wrong.status == 422 && wrong.html.contains("000 stands on no line"))
            #expect(wrong.html.contains("000,never seen"))
            #expect(moved.status == 303)
            #expect(page.html.contains("hold on the record"))
            #expect(page.html.contains("failed=\(path.dropFirst("/exports/".count))"))
            #expect(page.html.contains("Nothing: every grade of this export holds"))
            #expect(try await web.get(path, as: World.vega).status == 404)
        }
    }

    @Test func `an account is added once, changed by version, and invited by a link`()
        async throws
    {
        try await LiveWeb.run { web in
            let form = [
                ("chosen_name", "Kimi Ito"), ("legal_family_name", "Ito"),
                ("email", "Ito@example.edu"), ("role", "instructor"), ("version", ""),
                ("once", "k"),
            ]
            let added = try await web.post("/people/new", as: World.dean, form)
            let again = try await web.post("/people/new", as: World.dean, form)
            let taken = try await web.post("/people/new", as: World.dean, form.dropLast())
            let blank = try await web.post("/people/new", as: World.dean, [("email", "ito")])
            let path = try #require(added.location?.components(separatedBy: "?").first)
            let link = try await web.post("\(path)/invitation", as: World.dean, [])
            let gone = try await web.post(
                path, as: World.dean, form.dropLast(2) + [("version", "1")])
            let late = try await web.post(
                path, as: World.dean,
                [("chosen_name", "K")] + form.dropFirst(1).dropLast(2)
                    + [("version", "1"), ("active", "yes")])
            let page = try await web.get(path, as: World.dean)

            #expect(added.status == 303 && again.location == added.location)
            #expect(taken.status == 409 && taken.html.contains(#"value="Kimi Ito""#))
            #expect(blank.status == 422 && blank.html.contains(#"value="ito""#))
            #expect(blank.html.contains("A family name has 1 to 200 characters."))
            #expect(link.status == 200 && link.html.contains("/invitation?code="))
            #expect(gone.status == 303 && page.html.contains("Deactivated"))
            #expect(late.status == 412 && late.html.contains(#"value="K""#))
            #expect(late.html.contains("<li>Chosen name: Kimi Ito</li>"))
            #expect(!page.html.contains("invitation?code="))
        }
    }

    @Test func `the list of accounts goes on, and is searched`() async throws {
        try await LiveWeb.run { web in
            try await web.enroll(60)
            let first = try await web.get("/people", as: World.dean)
            let next = try #require(
                first.html.components(separatedBy: "rel=\"next\"").first?
                    .components(separatedBy: "href=\"").last?.components(separatedBy: "\"").first)

            let second = try await web.get(next, as: World.dean)
            let found = try await web.get("/people?q=okafor", as: World.dean)

            #expect(first.html.contains("Adaeze Okafor") && !second.html.contains("Adaeze Okafor"))
            #expect(second.html.contains("Zoe Winter"))
            #expect(found.html.contains("Adaeze Okafor") && !found.html.contains("Bo Lindqvist"))
        }
    }

    @Test func `the record is narrowed by what was done, by whom, and when`() async throws {
        try await LiveWeb.run { web in
            try await Desk(web: web).approve()

            let all = try await web.get("/audit", as: World.dean)
            let grades = try await web.get("/audit?action=grade.", as: World.dean)
            let vega = try await web.get("/audit?person=\(World.vega)", as: World.dean)
            let osei = try await web.get("/audit?name=osei", as: World.dean)
            let later = try await web.get("/audit?from=2027-03-02", as: World.dean)

            #expect(all.html.contains("grade: recorded") && all.html.contains("Marisol Vega"))
            #expect(grades.html.contains("grade: approved"))
            #expect(grades.html.contains(#"value="grade.""#))
            #expect(vega.html.contains("grade: recorded"))
            #expect(!osei.html.contains("grade: recorded") && osei.html.contains(#"value="osei""#))
            #expect(later.html.contains("No line fits."))
        }
    }

    @Test func `an offering is made once with its section, and changed by version`() async throws {
        try await LiveWeb.run { web in
            let form = [
                ("course_code", "ELEC 742"), ("title", "Voices, summer"),
                ("starts_on", "2027-06-01"), ("ends_on", "2027-06-28"),
                ("zone", "America/Denver"), ("section0_id", ""), ("section0_term_code", "2274"),
                ("section0_class_number", "555"), ("section0_credits", "2"),
                ("section0_grades_due_on", "2027-07-10"), ("section0_basis", "credit"),
                ("once", "k"),
            ]
            let made = try await web.post("/offerings/new", as: World.dean, form)
            let again = try await web.post("/offerings/new", as: World.dean, form)
            let late = try await web.post(
                "/offerings/new", as: World.dean,
                form.map { ($0.0, $0.0 == "section0_grades_due_on" ? "2028-01-01" : $0.1) })
            let empty = try await web.post("/offerings/new", as: World.dean, [("zone", "Nowhere")])
            let path = try #require(made.location?.components(separatedBy: "?").first)
            let page = try await web.get(path, as: World.dean)
            let stale = try await web.post(
                path, as: World.dean, form + [("version", "7")])

            #expect(made.status == 303 && again.location == made.location)
            #expect(page.html.contains(#"value="555""#) && page.html.contains("Another section"))
            #expect(late.status == 422 && late.html.contains("six weeks after the end"))
            #expect(late.html.contains(#"value="2028-01-01""#))
            for field in ["course_code", "title", "starts_on", "ends_on", "zone"] {
                #expect(empty.html.contains(#"id="field-\#(field)-error""#), "\(field)")
            }
            #expect(stale.status == 412 && stale.html.contains("Section 555, term 2274"))
            #expect(try await web.get("/offerings/new", as: World.ada).status == 404)
        }
    }
}
