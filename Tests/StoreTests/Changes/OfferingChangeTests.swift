import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct OfferingChangeTests {
    private static func sealed(_ scene: Scene) async throws {
        try await scene.records.sealAudit(.everything, at: Scene.during)
    }

    private static func actions(
        _ scene: Scene, _ actor: Actor, _ page: PageRequest = PageRequest(limit: 200)
    ) async throws -> [String] {
        try await scene.records.changes(in: World.spring, by: actor, page).items.map(\.action)
    }

    @Test func `staff learn what happened in their offering, the oldest first, once it is sealed`()
        async throws
    {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during)
        let before = try await Self.actions(scene, scene.osei)
        try await Self.sealed(scene)

        let seen = try await scene.records.changes(in: World.spring, by: scene.osei).items

        #expect(before.isEmpty)
        #expect(
            Set(seen.map(\.action)) == [
                "exploration.created", "exploration.published", "submission.made", "release.made",
                "feedback.released",
            ])
        let made = try #require(seen.first { $0.action == "submission.made" })
        #expect(made.subject == .submission && made.subjectID == submission.rawValue)
        #expect(made.person == World.ada && made.detail == ["assignment": "\(assignment)"])
        #expect(seen.map(\.at) == seen.map(\.at).sorted())
    }

    @Test func `a cursor serves for ever, also for a line that was committed late`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        try await Self.sealed(scene)
        let first = try await scene.records.changes(
            in: World.spring, by: scene.osei, PageRequest(limit: 1))
        let rest = try await scene.records.changes(
            in: World.spring, by: scene.osei, PageRequest(after: first.next))
        let last = Cursor([try #require(rest.items.last).id.description])
        let none = try await Self.actions(scene, scene.osei, PageRequest(after: last))
        // Its id was made before those that are sealed.
        _ = try await scene.records.setGradeRule(
            .completions([GradeRule.Step(mark: "P", atLeast: 1)], below: "F"),
            of: World.passFail, latest: 0, by: scene.vega, at: Scene.opens - 60)
        try await Self.sealed(scene)

        let late = try await Self.actions(scene, scene.osei, PageRequest(after: last))

        #expect(first.items.count == 1 && rest.items.count == 1 && rest.next == nil)
        #expect(first.items != rest.items && none.isEmpty)
        #expect(late == ["grade_rule.set"])
    }

    @Test func `blind work tells instructors nothing until the offering is final`() async throws {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada) {
            $0.isBlind = true
        }
        _ = try await scene.records.extend(
            assignment, until: Scene.due + 60, reason: .illness, by: scene.osei, at: Scene.during)
        _ = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during)
        try await Self.sealed(scene)
        let telling: Set = ["submission.made", "assignment.extended", "feedback.released"]

        let reader = Set(try await Self.actions(scene, scene.vega))
        let office = Set(try await Self.actions(scene, scene.osei))
        _ = try await #require(TestDatabase.current).owner.write([
            "UPDATE offering SET finalized_at = \(Scene.due) WHERE id = \(World.spring.rawValue)"
        ])
        let afterwards = Set(try await Self.actions(scene, scene.hahn))

        #expect(reader.isDisjoint(with: telling) && reader.contains("exploration.published"))
        #expect(office.isSuperset(of: telling) && afterwards.isSuperset(of: telling))
    }

    @Test func `a reason for more time is the office's, drafts of feedback are their author's`()
        async throws
    {
        let scene = try Scene()
        let (assignment, submission) = try await scene.submitted(by: scene.ada)
        _ = try await scene.records.extend(
            assignment, until: Scene.due + 60, reason: .confidential, by: scene.osei,
            at: Scene.during)
        _ = try await scene.records.saveFeedback(
            Scene.marked, on: submission, isReady: false, version: 0, by: scene.hahn,
            at: Scene.during)
        _ = try await scene.records.openSubmission(
            submission, reason: .appeal, by: scene.osei, at: Scene.during)
        try await Self.sealed(scene)
        func details(_ actor: Actor) async throws -> [[String: String]] {
            try await scene.records.changes(in: World.spring, by: actor).items
                .filter { $0.action == "assignment.extended" }.map(\.detail)
        }

        #expect(try await details(scene.osei) == [["reason": "confidential"]])
        #expect(try await details(scene.hahn) == [[:]])
        #expect(try await Self.actions(scene, scene.hahn).contains("feedback.saved"))
        for (actor, hidden) in [
            (scene.vega, ["feedback.saved", "submission.opened"]),
            (scene.osei, ["feedback.saved"]), (scene.hahn, ["submission.opened"]),
        ] {
            #expect(Set(try await Self.actions(scene, actor)).isDisjoint(with: hidden))
        }
    }

    @Test func `what was removed since is told too`() async throws {
        let scene = try Scene()
        let handout = try await scene.records.addHandout(
            Handout.Content(title: "Learn, Connect, Engage", body: "Read this first."),
            to: World.spring, by: scene.osei, at: Scene.opens)
        try await scene.records.removeHandout(
            handout, version: 1, by: scene.osei, at: Scene.during)
        try await Self.sealed(scene)

        let seen = try await scene.records.changes(in: World.spring, by: scene.vega).items

        #expect(seen.last?.action == "handout.removed")
        #expect(seen.last?.detail == ["handout": "\(handout)"])
    }

    @Test func `each offering has its own changes, for its staff`() async throws {
        let scene = try Scene()
        _ = try await scene.published()
        try await Self.sealed(scene)
        let cursor = Cursor([
            try #require(await scene.records.changes(in: World.spring, by: scene.osei).items.last)
                .id.description
        ])

        let autumn = try await scene.records.changes(in: World.autumn, by: World.actor(World.eve))

        #expect(autumn.items.isEmpty)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await Self.actions(scene, scene.ada)
        }
        for other in [World.eve, World.sam, World.zoe] {
            await #expect(throws: NotFound.self) {
                try await Self.actions(scene, World.actor(other))
            }
        }
        await #expect(throws: Invalid.self) {
            try await scene.records.changes(
                in: World.southportOffering, by: World.actor(World.sam),
                PageRequest(after: cursor))
        }
        await #expect(throws: Invalid.self) {
            try await Self.actions(
                scene, scene.osei, PageRequest(after: Cursor([UUID().uuidString])))
        }
    }

    @Test
    func `each action of the record is of an offering by the table, or is known to be of none`()
        throws
    {
        let others: Set = [
            "audit", "community", "contact_list", "institution", "invitation", "observer_code",
            "password",
            "person", "redaction", "request", "rubric", "second_factor", "session", "token",
            // Names within a statement.
            "asked", "entry", "found", "words",
        ]
        let folder = URL.checkout.appending(path: "Sources/Store")
        let files = try #require(
            FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
        var unknown: Set<String> = []
        var found: Set<String> = []
        for case let file as URL in files where file.pathExtension == "swift" {
            let text = try String(contentsOf: file, encoding: .utf8)
            for match in text.matches(of: /"([a-z_]+)\.([a-z_]+)"/) {
                let (noun, verb) = (String(match.output.1), String(match.output.2))
                guard !verb.hasSuffix("id"), noun != "peerspective" else { continue }
                found.insert("\(noun).\(verb)")
                guard ChangeRule.table["\(noun).\(verb)"] == nil, !others.contains(noun) else {
                    continue
                }
                unknown.insert("\(noun).\(verb)")
            }
        }

        #expect(unknown.isEmpty)
        // Made from a state's name, so not to be found as they are.
        let made: Set = ["export.sent", "export.accepted", "export.rejected"]
        #expect(Set(ChangeRule.table.keys).subtracting(found) == made)
    }
}
