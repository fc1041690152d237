import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct FieldNoteTests {
    private static let filled = [
        ("visited_on", "2027-03-02"), ("observed", "They *answer* within minutes."),
        ("thought", "Who is awake then?"), ("page_address", ""),
    ]

    @Test func `a note is added once, however often the button is pressed`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let session = try await web.session(of: World.ada)
            let empty = try await web.get("\(scene.page)/field-notes", session: session)
            let fields = Self.filled + [("once", empty.value(of: "once"))]

            let first = try await web.post("\(scene.page)/field-notes", session: session, fields)
            _ = try await web.post("\(scene.page)/field-notes", session: session, fields)
            let list = try await web.get("\(scene.page)/field-notes", session: session).html

            #expect(empty.html.contains("You have no field notes here yet."))
            #expect(first.status == 303)
            #expect(list.components(separatedBy: "They <em>answer</em> within minutes.").count == 2)
            #expect(list.contains("2 Mar 2027") && list.contains("Who is awake then?"))
            #expect(list.contains("Nobody but you sees your field notes before"))
        }
    }

    @Test func `a fault stands at its field, and what was typed stays`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)

            let answer = try await web.post(
                "\(scene.page)/field-notes", as: World.ada,
                [
                    ("visited_on", "2027-03-02"), ("observed", " "), ("thought", "Kept words."),
                    ("page_address", "nonsense"),
                ])
            let dayless = try await web.post(
                "\(scene.page)/field-notes", as: World.ada,
                [("visited_on", ""), ("observed", "Kept too.")])

            #expect(answer.status == 422 && answer.html.contains("Kept words."))
            #expect(answer.html.contains("Write what you observed"))
            #expect(answer.html.contains(#"value="nonsense""#))
            #expect(dayless.status == 422 && dayless.html.contains("Kept too."))
        }
    }

    @Test func `an edit that lost a race shows both, and is saved after that`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let note = try await add("First.", scene)
            let page = "/field-notes/\(note)"
            func send(_ body: String, version: Int) async throws -> LiveWeb.Answer {
                try await web.post(
                    page, as: World.ada,
                    [("visited_on", "2027-03-02"), ("observed", body), ("version", "\(version)")])
            }

            let saved = try await send("Second.", version: 1)
            let lost = try await send("Mine.", version: 1)
            let kept = try await send("Mine.", version: 2)

            #expect(saved.status == 303 && kept.status == 303)
            #expect(lost.status == 412)
            #expect(lost.html.contains("Second.") && lost.html.contains("Mine."))
            #expect(lost.html.contains(#"name="version" value="2""#))
            let now = try await scene.records.fieldNote(note, by: scene.ada).note
            #expect(now.content.observed == "Mine.")
        }
    }

    @Test func `a note is deleted after a question`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let note = try await add("To be gone.", scene)

            let asked = try await web.get("/field-notes/\(note)/deletion", as: World.ada)
            let gone = try await web.post(
                "/field-notes/\(note)/deletion", as: World.ada, [("version", "1")])

            #expect(asked.html.contains("To be gone.") && asked.html.contains("Keep it"))
            #expect(gone.status == 303)
            #expect(try await scene.records.fieldNotes(of: scene.assignment, by: scene.ada).isEmpty)
        }
    }

    @Test func `these pages are of nobody but the learner`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            let note = try await add("Mine alone.", scene)
            _ = try await scene.submit()

            for person in [World.bo, World.vega, World.osei, World.dana] {
                for path in [
                    "\(scene.page)/field-notes", "/field-notes/\(note)",
                    "/field-notes/\(note)/deletion",
                ] {
                    #expect(try await web.get(path, as: person).status == 404)
                }
            }
        }
    }

    private func add(_ observed: String, _ scene: LearnerScene) async throws -> ID<FieldNote> {
        try await scene.records.addFieldNote(
            FieldNote.Content(
                visitedOn: try #require(Day("2027-03-02")), observed: observed),
            to: scene.assignment, by: scene.ada, at: LearnerScene.now)
    }
}
