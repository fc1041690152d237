import API
import Domain
import Foundation
import HTTPTypes
import Postgres
import Store
import Support
import Testing

/// A blind exploration, seen by its reader through everything that the API answers.
@Suite(.world) struct BlindWalkTests {
    /// What was handed in, and what must never stand near it.
    private struct Scene {
        let exploration: ID<Exploration>
        let assignment: ID<Assignment>
        let submission: ID<Submission>
        let note: ID<FieldNote>
        let code: String
        let submittedAt: Date
        let dueAt: Date
    }

    private static let opens = World.noon
    private static let now = World.noon.addingTimeInterval(2 * World.day)

    /// Ada has more time than the others, hands in at a time of her own, and is read.
    private func arranged() async throws -> Scene {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let ada = World.actor(World.ada)
        _ = try await records.grant(
            Accommodation.Content(timeFactor: Share(thousandths: 1700)),
            to: World.enrollment(of: World.ada), by: World.actor(World.osei), at: Self.opens)
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Blind", prompt: "Read.", communities: [World.blog], isBlind: true,
                opensAt: Self.opens, dueAt: Self.opens.addingTimeInterval(7 * World.day)),
            in: World.spring, by: vega, at: Self.opens)
        _ = try await records.publish(exploration, by: vega, at: Self.opens)
        let own = try #require(try await records.ownAssignments(by: ada).items.first).assignment
        let note = try await records.addFieldNote(
            FieldNote.Content(
                visitedOn: Day(of: Self.opens, in: .gmt), observed: "Thirty posts.",
                pageAddress: "https://example.org/hers"),
            to: own.id, by: ada, at: Self.opens.addingTimeInterval(54_321))
        let submittedAt = Self.opens.addingTimeInterval(98_765)
        let receipt = try await records.submit(
            "What I read, and what I thought.", aiUse: "none", for: own.id, by: ada,
            at: submittedAt)
        _ = try await records.saveFeedback(
            Feedback.Content(outcome: .returned, summary: "Go deeper."), on: receipt.id,
            isReady: true, version: 0, by: vega, at: Self.now)
        let code = try #require(own.blindCode)
        return Scene(
            exploration: exploration, assignment: own.id, submission: receipt.id,
            note: note, code: code,
            submittedAt: submittedAt,
            dueAt: own.dueAt)
    }

    /// Every address that answers a `GET`, with the ids that a reader can know.
    private static func paths(_ scene: Scene, _ endpoints: [Endpoint]) -> [String] {
        let ids = [
            "offerings": "\(World.spring)", "communities": "\(World.blog)",
            "rubrics": "\(World.rubric)", "people": "\(World.ada)",
            "sections": "\(World.passFail)", "enrollments": "\(World.enrollment(of: World.ada))",
            "explorations": "\(scene.exploration)", "assignments": "\(scene.assignment)",
            "submissions": "\(scene.submission)", "field-notes": "\(scene.note)",
        ]
        // Each request of the walk has a session of its own; one's own sessions and record say so.
        return endpoints.filter {
            $0.method == .get && !["/me/sessions", "/me/record"].contains($0.path)
        }.map { endpoint in
            let noun = endpoint.path.split(separator: "/").first.map(String.init) ?? ""
            return endpoint.path.replacing("{id}", with: ids[noun] ?? "none")
        }
    }

    /// A code, or an id behind which only the code stands.
    private static func leads(_ text: String, to scene: Scene) -> Bool {
        [scene.code, "\(scene.assignment)", "\(scene.submission)", "\(scene.note)"].contains {
            text.contains($0)
        }
    }

    /// The smallest objects of an answer that hold the code: what stands in one belongs together.
    private static func parts(_ value: Any, holding scene: Scene) -> [String] {
        if let list = value as? [Any] { return list.flatMap { parts($0, holding: scene) } }
        guard let object = value as? [String: Any] else { return [] }
        if let items = object["items"] { return parts(items, holding: scene) }
        let text = Self.text(object)
        return leads(text, to: scene) ? [text] : []
    }

    private static func text(_ value: Any) -> String {
        // What was just read as JSON can be written as JSON.
        let data = try? JSONSerialization.data(withJSONObject: value, options: [.sortedKeys])
        return data.map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    private func telling(_ scene: Scene) async throws -> [String] {
        let records = try #require(TestDatabase.current).records
        let osei = World.actor(World.osei)
        let person = try await records.person(World.ada, by: World.actor(World.dean)).person
        let enrollment = try await records.enrollment(
            World.enrollment(of: World.ada), by: osei
        ).enrollment
        return [
            "\(World.ada)", "\(World.enrollment(of: World.ada))", person.chosenName,
            person.legalName.family, person.email, try #require(person.registrarID),
            try #require(enrollment.alias).name,
        ].map { "\"\($0)" } + ["example.org/hers"]
            + [scene.submittedAt, scene.dueAt, Self.opens.addingTimeInterval(54_321)]
            .map { Instant.text($0) }
    }

    @Test func `no answer leads a reader from a code to a person, or back`() async throws {
        let scene = try await arranged()
        let telling = try await telling(scene)
        let endpoints = try #require(TestDatabase.current).endpoints
        let milliseconds = UInt64(scene.submittedAt.timeIntervalSince1970 * 1000)
        let stamp = String(milliseconds, radix: 16)

        try await LiveAPI.run(at: Self.now) { api in
            var seen = 0
            for path in Self.paths(scene, endpoints) {
                let answer = try await api.get(path, as: World.vega)
                guard answer.status == 200,
                    let value = try? JSONSerialization.jsonObject(with: Data(answer.bytes))
                else { continue }  // The description is YAML, and of nobody.
                for part in Self.parts(value, holding: scene) {
                    seen += 1
                    for told in telling { #expect(!part.contains(told), "\(path): \(told)") }
                    // No id of it holds the time at which it was made.
                    #expect(!part.replacing("-", with: "").contains(stamp), "\(path)")
                }
            }
            let record = try Unpacked(try await api.get("/me/record", as: World.vega).bytes)
            for name in record.names where name.hasSuffix(".json") {
                let lines = try JSONSerialization.jsonObject(with: try #require(record.bytes(name)))
                for part in Self.parts(lines, holding: scene) {
                    seen += 1
                    for told in telling { #expect(!part.contains(told), "\(name): \(told)") }
                }
            }
            #expect(seen >= 8, "the walk came by the code")
        }
    }

    @Test func `what staff do for one learner moves nothing that a blind reader sees`()
        async throws
    {
        let scene = try await arranged()
        let records = try #require(TestDatabase.current).records
        let endpoints = try #require(TestDatabase.current).endpoints
        let osei = World.actor(World.osei)

        try await LiveAPI.run(at: Self.now) { api in
            func view() async throws -> [String: String] {
                var all: [String: String] = [:]
                for path in Self.paths(scene, endpoints) where !path.contains("enrollment") {
                    let answer = try await api.get(path, as: World.hahn)
                    all[path] = answer.observed
                }
                return all
            }

            let before = try await view()
            _ = try await records.grant(
                Accommodation.Content(timeFactor: Share(thousandths: 3000)),
                to: World.enrollment(of: World.ada), by: osei, at: Self.now)
            let bo = try await records.ownAssignments(by: World.actor(World.bo)).items[0]
            _ = try await records.extend(
                bo.assignment.id, until: bo.assignment.dueAt.addingTimeInterval(World.day),
                reason: .illness, by: osei, at: Self.now)
            _ = try await records.saveDraft(
                "Not yet.", of: bo.assignment.id, version: 0, by: World.actor(World.bo),
                at: Self.now)

            for (path, answer) in try await view() { #expect(before[path] == answer, "\(path)") }
        }
    }

    @Test func `once grades are final, names take the place of codes`() async throws {
        let scene = try await arranged()
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        for person in [World.ada, World.bo, World.cleo] {
            let basis = person == World.cleo ? "H" : "P"
            _ = try await records.recordCourseGrade(
                .mark(basis), reason: .correction, of: World.enrollment(of: person),
                in: World.spring, by: vega, at: Self.now)
        }

        try await LiveAPI.run(at: Self.now) { api in
            let path = "/assignments/\(scene.assignment)"
            let final = "/offerings/\(World.spring)/finalization"
            let early = try await api.post(final, as: World.vega, "{}")
            _ = try await records.approveGrades(of: World.spring, by: vega, at: Self.now)
            let coded = try await api.get(path, as: World.vega)
            let made = try await api.post(final, as: World.vega, "{}")
            let named = try await api.get(path, as: World.vega)

            #expect(try early.json(Faults.self).errors?.map(\.code).first == "not-approved")
            #expect(early.status == 422 && made.status == 201)
            #expect(coded.text.contains(scene.code) && !coded.text.contains("Adaeze"))
            #expect(named.text.contains("Adaeze") && made.text.contains("finalized_at"))
            let twice = try await api.post(final, as: World.hahn, "{}")
            #expect(twice.status == 201 && twice.text == made.text)
        }
    }

    @Test func `course grades from blind work are shown and approved once all of it is graded`()
        async throws
    {
        let scene = try await arranged()
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        _ = try await records.setGradeRule(
            .completions([GradeRule.Step(mark: "P", atLeast: 1)], below: "F"), of: World.passFail,
            latest: 0, by: vega, at: Self.now)

        try await LiveAPI.run(at: Self.now) { api in
            let path = "/offerings/\(World.spring)"
            let book = try await api.get("\(path)/gradebook", as: World.vega)
            let office = try await api.get("\(path)/gradebook", as: World.osei)
            let approved = try await api.post("\(path)/approvals", as: World.vega, "{}")

            #expect(!book.text.contains("Blind\"]") && office.text.contains("Blind\"]"))
            #expect(!Self.leads(book.text, to: scene) && Self.leads(office.text, to: scene))
            #expect(try approved.json(Faults.self).errors?.map(\.code) == ["blind-open"])
            #expect(!approved.text.contains("Adaeze") && !approved.text.contains("Lindqvist"))
        }
    }

    @Test func `a blind reader can't find out by trying whose code comes or goes`() async throws {
        let scene = try await arranged()

        try await LiveAPI.run(at: Self.now) { api in
            let recusals = "/offerings/\(World.spring)/recusals"
            let pair = #"{"reader_id": "\#(World.hahn)", "learner_id": "\#(World.ada)"}"#
            let recused = try await api.post(recusals, as: World.vega, pair)
            let longer = try await api.post(
                "/explorations/\(scene.exploration)/extensions", as: World.vega,
                #"{"due_at": "2027-03-20T12:00:00Z", "reason": "illness", "enrollment_ids": "#
                    + #"["\#(World.enrollment(of: World.ada))"]}"#)
            let office = try await api.post(recusals, as: World.osei, pair)
            let lifted = try await api.send(
                .delete, "\(recusals)/\(World.hahn)/\(World.ada)", as: World.vega)

            #expect([recused, longer, lifted].map(\.status) == [409, 409, 409])
            #expect(try longer.json(Faults.self).type == "/problems/ask-the-office")
            #expect(office.status == 204)
        }
    }
}
