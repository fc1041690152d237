import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct HandingInTests {
    @Test func `a double click hands in once, and a receipt says so`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()
            let session = try await web.session(of: World.ada)
            let form = try await web.get("\(scene.page)/submission", session: session)
            let fields = [("once", form.value(of: "once")), ("version", "1"), ("ai", "none")]

            let first = try await web.post("\(scene.page)/submission", session: session, fields)
            let second = try await web.post("\(scene.page)/submission", session: session, fields)

            #expect(first.location == "\(scene.page)?done=handed-in")
            #expect(second.location == first.location)
            let receipts = try await scene.records.receipts(of: scene.assignment, by: scene.ada)
            #expect(receipts.submissions.count == 1)
            let page = try await web.get(scene.page, session: session).html
            #expect(page.contains(">Submission 1</a>") && page.contains("on time"))
            #expect(!page.contains("button main"))
            #expect(page.contains(Hex.text(receipts.submissions[0].digest)))
        }
    }

    @Test func `the check shows the text as it will be read, and who reads it`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web) { ($0.isBlind, $0.wordsLeast) = (true, 100) }
            try await scene.draft("I *wondered*.")

            let html = try await web.get("\(scene.page)/submission", as: World.ada).html

            #expect(html.contains("I <em>wondered</em>."))
            #expect(html.contains("2 words; asked for: at least 100 words. 98 more needed."))
            #expect(html.contains("they see a code in place of your name"))
        }
    }

    @Test func `without a statement on AI tools nothing is handed in`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()

            let silent = try await web.post(
                "\(scene.page)/submission", as: World.ada, [("version", "1")])
            let vague = try await web.post(
                "\(scene.page)/submission", as: World.ada,
                [("version", "1"), ("ai", "used"), ("ai_use", " ")])

            #expect(silent.status == 422 && vague.status == 422)
            #expect(silent.html.contains(#"id="use-error">Choose one: none, or which and how."#))
            #expect(vague.html.contains(#"id="how-error">"#) && !vague.html.contains("use-error"))
            #expect(vague.html.contains(#"how-hint how-error" aria-invalid="true""#))
            #expect(vague.html.contains(#"value="used" checked"#))
            let receipts = try await scene.records.receipts(of: scene.assignment, by: scene.ada)
            #expect(receipts.submissions.isEmpty)
        }
    }

    @Test func `what was said of AI tools stands with the submission`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()

            _ = try await web.post(
                "\(scene.page)/submission", as: World.ada,
                [("version", "1"), ("ai", "used"), ("ai_use", "A spelling checker.")])

            let all = try await scene.records.receipts(of: scene.assignment, by: scene.ada)
            let id = try #require(all.submissions.first).id
            let page = try await web.get("\(scene.page)/submissions/\(id)", as: World.ada).html
            #expect(page.contains("A spelling checker.") && page.contains(LearnerScene.text))
        }
    }

    @Test func `a draft that changed since it was looked at isn't handed in`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()
            try await scene.draft("Something else by now.", version: 1)

            let answer = try await web.post(
                "\(scene.page)/submission", as: World.ada, [("version", "1"), ("ai", "none")])

            #expect(answer.status == 412)
            #expect(answer.html.contains("Something else by now."))
            let receipts = try await scene.records.receipts(of: scene.assignment, by: scene.ada)
            #expect(receipts.submissions.isEmpty)
        }
    }

    @Test func `late is said before it is handed in, and flagged afterwards`() async throws {
        try await LiveWeb.run(at: LearnerScene.due.addingTimeInterval(1800)) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft()

            let before = try await web.get("\(scene.page)/submission", as: World.ada).html
            _ = try await web.post(
                "\(scene.page)/submission", as: World.ada, [("version", "1"), ("ai", "none")])
            let after = try await web.get(scene.page, as: World.ada).html

            #expect(
                before.contains("and will be marked late. Late work is marked as late and costs"))
            #expect(after.contains(#"<span class="tag late">late</span>"#))
        }
    }

    @Test func `what would lead to a person stops it, with the reason`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.draft("She signs as @threeamjuice there.")

            let answer = try await web.post(
                "\(scene.page)/submission", as: World.ada, [("version", "1"), ("ai", "none")])

            #expect(answer.status == 422)
            #expect(answer.html.contains("is a handle"))
            let receipts = try await scene.records.receipts(of: scene.assignment, by: scene.ada)
            #expect(receipts.submissions.isEmpty)
        }
    }
}

extension LiveWeb.Answer {
    /// Of the first field of that name on the page.
    func value(of field: String) -> String {
        guard let start = html.range(of: #"name="\#(field)" value=""#)?.upperBound,
            let end = html[start...].firstIndex(of: "\"")
        else { return "" }
        return String(html[start..<end])
    }
}
