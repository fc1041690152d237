import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct ReleasedFeedbackTests {
    @Test func `before its release feedback is nowhere`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let item = try await scene.read(try await scene.submit())

            let before = try await web.get("\(scene.page)/feedback", as: World.ada)
            try await scene.release(item)
            let after = try await web.get("\(scene.page)/feedback", as: World.ada)

            #expect(before.status == 404 && !before.html.contains("What made you expect it?"))
            #expect(after.status == 200 && after.html.contains("What made you expect it?"))
        }
    }

    @Test func `comments stand beside their passages, levels as descriptors`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.release(try await scene.read(try await scene.submit()))

            let html = try await web.get("\(scene.page)/feedback", as: World.ada).html

            #expect(html.contains(#"<mark>anger</mark><a class="note-ref" id="passage-1""#))
            #expect(html.contains(#"id="note-1""#) && html.contains("“anger”"))
            #expect(html.contains("presence at 1") && !html.contains("level 1"))
            #expect(html.contains("You saw what you had brought along."))
            #expect(html.contains("Written by Marisol Vega, released"))
        }
    }

    @Test func `opening the page counts as opened`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            try await scene.release(try await scene.read(try await scene.submit()))

            let before = try await scene.records.ownWork(by: scene.ada).items
            _ = try await web.get("\(scene.page)/feedback", as: World.ada)
            let after = try await scene.records.ownWork(by: scene.ada).items

            #expect(before.map(\.openedAt) == [nil])
            #expect(after.map(\.openedAt) == [web.now])
        }
    }

    @Test func `feedback on an earlier submission is found beside it`() async throws {
        let later = LearnerScene.now.addingTimeInterval(60)
        try await LiveWeb.run(at: later) { web in
            let scene = try await LearnerScene(web)
            let first = try await scene.submit()
            try await scene.release(
                try await scene.read(
                    first,
                    Feedback.Content(outcome: .returned, levels: ["presence": 2], summary: "Go on.")
                ))
            let second = try await scene.submit(LearnerScene.text + " I went on.")
            let link = #"href="\#(scene.page)/feedback?submission_id=\#(first)">Feedback on it"#
            let between = try await web.get(scene.page, as: World.ada).html
            try await scene.release(try await scene.read(second), at: later)

            let page = try await web.get("\(scene.page)/submissions/\(first)", as: World.ada).html
            let earlier = try await web.get(
                "\(scene.page)/feedback?submission_id=\(first)", as: World.ada
            ).html
            let latest = try await web.get("\(scene.page)/feedback", as: World.ada).html

            #expect(between.contains(link) && !between.contains("submission_id=\(second)"))
            #expect(page.contains(link))
            #expect(earlier.contains("Go on.") && !earlier.contains("Revise it"))
            #expect(earlier.contains("This is about submission 1."))
            #expect(earlier.contains(#"href="\#(scene.page)/feedback">Read the latest feedback"#))
            #expect(!latest.contains("Read the latest feedback"))
            #expect(latest.contains("You saw what you had brought along."))
            #expect(!latest.contains("Go on."))
        }
    }

    @Test func `work that came back can be revised, past its due time too`() async throws {
        try await LiveWeb.run(at: LearnerScene.due.addingTimeInterval(World.day)) { web in
            let scene = try await LearnerScene(web)
            let item = try await scene.read(
                try await scene.submit(),
                Feedback.Content(outcome: .returned, levels: ["presence": 2]))
            try await scene.release(item)

            let html = try await web.get("\(scene.page)/feedback", as: World.ada).html
            let check = try await web.get("\(scene.page)/submission", as: World.ada).html

            #expect(html.contains(#"href="\#(scene.page)/writing">Revise it</a>"#))
            #expect(check.contains("A revision: it isn’t late, whenever it comes."))
            _ = try await scene.records.submit(
                "I went on.", aiUse: "none", for: scene.assignment, by: scene.ada, at: web.now)
            let page = try await web.get(scene.page, as: World.ada).html
            let after = try await web.get("\(scene.page)/feedback", as: World.ada).html
            #expect(page.contains("Submission 2") && !page.contains(#"class="tag late""#))
            #expect(after.contains("you have handed in again since"))
        }
    }
}

@Suite struct MarkedTextTests {
    @Test func `passages are marked in what Markdown makes of the text`() {
        let text = MarkedText("I **saw** it.\n\nThen I asked.", [2..<9, 11..<19])

        #expect(
            text.html == """
                <p>I <strong><mark>saw</mark></strong>\(Self.reference(1)) i<mark>t.</mark></p>
                <p><mark>Then</mark>\(Self.reference(2)) I asked.</p>

                """)
    }

    @Test func `passages that overlap are each numbered where they end`() {
        let text = MarkedText("one two three", [0..<7, 4..<13])

        #expect(text.pieces.map(\.text) == ["one ", "two", " three"])
        #expect(text.pieces.map(\.isMarked) == [true, true, true])
        #expect(text.pieces.map(\.ends) == [[], [1], [2]])
    }

    @Test func `where a mark would change the Markdown the text stands as it was typed`() {
        let text = MarkedText("# Title", [0..<7])

        #expect(text.html == nil)
        #expect(text.pieces.map(\.text) == ["# Title"])
    }

    @Test func `a span outside of the text marks nothing`() {
        let text = MarkedText("short", [40..<50])

        #expect(text.pieces.map(\.text).joined() == "short")
        #expect(text.pieces.allSatisfy { !$0.isMarked })
    }

    private static func reference(_ number: Int) -> String {
        #"<a class="note-ref" id="passage-\#(number)" href="\#("#")note-\#(number)">"#
            + #"<span class="hidden-but-read">Comment </span>\#(number)</a>"#
    }
}
