import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct WritingTests {
    @Test func `what is typed is saved, and stands there the next time`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)

            let saved = try await web.post(
                "\(scene.page)/writing", as: World.ada,
                [("body", "First line.\r\nSecond <b>line</b>."), ("version", "0"), ("go", "stay")])
            let page = try await web.get("\(scene.page)/writing", as: World.ada)

            #expect(saved.location == "\(scene.page)/writing?done=draft-saved")
            #expect(page.html.contains("First line.\nSecond &lt;b&gt;line&lt;/b&gt;.</textarea>"))
            #expect(page.html.contains("4 words"))
            #expect(page.html.contains("Nobody but you sees this draft."))
        }
    }

    @Test func `a lost race shows both texts, and keeping mine saves it`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("Written at the library.")
            let session = try await web.session(of: World.ada)

            let conflict = try await web.post(
                "\(scene.page)/writing", session: session,
                [("body", "Written at home."), ("version", "0"), ("go", "stay")])
            let kept = try await web.post(
                "\(scene.page)/writing", session: session,
                [("body", "Written at home."), ("version", "1"), ("go", "stay")])

            #expect(conflict.status == 412)
            #expect(conflict.html.contains("Written at home."))
            #expect(conflict.html.contains("Written at the library."))
            #expect(conflict.html.contains(#"name="version" value="1""#))
            #expect(kept.status == 303)
            let draft = try await scene.records.draft(of: scene.assignment, by: scene.ada)
            #expect(draft.body == "Written at home." && draft.version == 2)
        }
    }

    @Test func `sending again what is saved is no conflict`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()

            let answer = try await web.post(
                "\(scene.page)/writing", as: World.ada,
                [("body", LearnerScene.text), ("version", "0"), ("go", "check")])

            #expect(answer.status == 303 && answer.location == "\(scene.page)/submission")
        }
    }

    @Test func `a closed assignment refuses and keeps what was typed on the page`() async throws {
        let late = LearnerScene.due.addingTimeInterval(2 * World.day)
        try await LiveWeb.run(at: late) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("Saved in time.")

            let page = try await web.get("\(scene.page)/writing", as: World.ada)
            let answer = try await web.post(
                "\(scene.page)/writing", as: World.ada,
                [("body", "Typed too late."), ("version", "1"), ("go", "stay")])

            #expect(page.html.contains("It has closed.") && page.html.contains("Saved in time."))
            #expect(!page.html.contains("<textarea"))
            #expect(answer.status == 409 && answer.html.contains("Typed too late."))
        }
    }

    @Test func `the preview leaves out what could run`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("**Loud** <script>alert(1)</script> [x](javascript:alert(1))")

            let html = try await web.get("\(scene.page)/writing?preview=true", as: World.ada).html

            #expect(html.contains("<strong>Loud</strong>"))
            #expect(!html.contains("<script>") && !html.contains(#"href="javascript"#))
        }
    }

    @Test func `what leads to a person is listed with its reason and place`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("She signs as @threeamjuice there.")

            let writing = try await web.get("\(scene.page)/writing", as: World.ada).html
            let check = try await web.get("\(scene.page)/submission", as: World.ada).html

            #expect(writing.contains("1 thing to look at before you submit"))
            #expect(writing.contains(#"data-start="13" data-end="26""#))
            #expect(writing.contains("is a handle: it leads to the person."))
            #expect(check.contains("1 must go first."))
        }
    }

    @Test func `the first words of a person who learns nowhere here are refused`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)

            for person in [World.bo, World.vega] {
                let answer = try await web.post(
                    "\(scene.page)/writing", as: person, [("body", "x"), ("version", "0")])
                #expect(answer.status == 404)
            }
            let draft = try await scene.records.draft(of: scene.assignment, by: scene.ada)
            #expect(draft.version == 0)
        }
    }
}
