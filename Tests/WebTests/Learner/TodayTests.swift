import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct TodayTests {
    @Test func `today says what is due, how far the draft is, and where one reads`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web) { $0.wordsLeast = 5 }
            try await scene.draft("Three words now")

            let page = try await web.get("/today", as: World.ada)

            #expect(page.status == 200)
            #expect(page.html.contains(#"href="\#(scene.page)">Hearing one voice"#))
            #expect(
                page.html.contains(
                    "Draft saved a moment ago, 3 words; asked for: at least 5 words."))
            #expect(page.html.contains("A Blog."))
            #expect(page.html.contains("0 of 1 assignments complete. Nothing is late."))
            #expect(page.html.contains("Voices Online, spring 2027: week 5 of 8."))
        }
    }

    @Test func `times are in the reader's zone first and in the offering's second`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            _ = try await LearnerScene(web)
            let session = try await web.session(of: World.ada)

            let page = try await web.get(
                "/today",
                headers: [.cookie: "__Host-session=\(session.text); __Host-zone=America%2FDenver"])

            #expect(page.html.contains("Mon 8 Mar, 05:00 MST, 07:00 New York"))
            #expect(
                page.html.contains("Times are yours (Denver); where they differ, those of New York")
            )
        }
    }

    @Test func `the rule of the section says what pass needs`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            _ = try await scene.records.setGradeRule(
                .completions([.init(mark: "P", atLeast: 1)], below: "F"), of: World.passFail,
                latest: 0, by: scene.vega, at: web.now)

            let page = try await web.get("/today", as: World.ada)

            #expect(page.html.contains("P needs 1 assignments complete; otherwise F."))
        }
    }

    @Test func `without an offering today says why nothing is there`() async throws {
        try await LiveWeb.run { web in
            let today = try await web.get("/today", as: World.zoe)
            let assignments = try await web.get("/assignments", as: World.zoe)

            #expect(today.html.contains("You learn in no offering at this time."))
            #expect(assignments.html.contains("You have got no assignments yet."))
        }
    }

    @Test func `whoever is on leave has nothing to do and is told why`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("Written before.")
            try await scene.leave()

            let today = try await web.get("/today", as: World.ada).html
            let writing = try await web.get("\(scene.page)/writing", as: World.ada).html

            #expect(today.contains("Nothing is due now."))
            #expect(writing.contains("Your enrollment doesn’t take part at this time."))
            #expect(writing.contains("Written before.") && !writing.contains("<textarea"))
        }
    }

    @Test func `nothing that a learner sees moves between handing in and release`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let submission = try await scene.submit()
            let session = try await web.session(of: World.ada)
            let pages = ["/today", "/assignments", scene.page]
            var before: [String] = []
            for page in pages { before.append(try await web.get(page, session: session).html) }

            let item = try await scene.read(submission)
            var after: [String] = []
            for page in pages { after.append(try await web.get(page, session: session).html) }
            try await scene.release(item)
            let released = try await web.get("/today", session: session).html

            #expect(before == after)
            #expect(before[0].contains("handed in"))
            #expect(released.contains("feedback, new"))
        }
    }

    @Test func `an assignment is a page for its learner alone`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let submission = try await scene.submit()

            for path in ["", "/writing", "/submission", "/submissions/\(submission)", "/feedback"] {
                for person in [World.bo, World.dana, World.vega, World.osei, World.zoe] {
                    #expect(try await web.get(scene.page + path, as: person).status == 404)
                }
            }
            #expect(try await web.get(scene.page, as: World.ada).status == 200)
        }
    }

    @Test func `an assignment tells of prompt, policy, community, rubric and readers`() async throws
    {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let submission = try await scene.submit()
            _ = try await scene.records.extend(
                scene.assignment, until: LearnerScene.due.addingTimeInterval(World.day),
                closesAt: nil, reason: .confidential, by: scene.vega, at: web.now)

            let html = try await web.get(scene.page, as: World.ada).html

            #expect(html.contains("Read <em>one</em> person’s blog"))
            #expect(
                html.contains("Late work is marked as late and costs nothing; it closes 1 hour"))
            #expect(html.contains("confidential, held by the student office"))
            #expect(html.contains(">A Blog</h2>") && html.contains("for patients"))
            #expect(html.contains("presence at 1") && !html.contains("level 1"))
            #expect(html.contains("\(scene.page)/submissions/\(submission)"))
            #expect(html.contains("Coordinators see that you handed in and when, not the text."))
        }
    }
}

@Suite(.world) struct ContactCardTests {
    @Test func `whom to turn to stands beside the day and beside what one writes`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let before = try await web.get("/today", as: World.ada).html
            _ = try await scene.records.replaceContacts(
                with: [
                    Contact(
                        kind: .counseling, name: "Counseling", reach: "+1 (555) 555-0101",
                        hours: "Mon–Fri 8–18"),
                    Contact(kind: .other, name: "The chaplain", reach: "room 2"),
                ], version: 0, by: World.actor(World.dean), at: web.now)

            #expect(before.contains("Your school has listed nobody here yet."))
            for path in ["/today", "\(scene.page)/writing"] {
                let html = try await web.get(path, as: World.ada).html
                #expect(
                    html.contains(
                        #"<a href="tel:+15555550101">+1 (555) 555-0101</a>. Hours: Mon–Fri 8–18."#))
                #expect(html.contains("<strong>The chaplain</strong>: room 2."))
            }
        }
    }
}
