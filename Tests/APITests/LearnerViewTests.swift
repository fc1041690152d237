import API
import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

/// Everything that a learner can observe, before and after each act of an instructor.
@Suite(.world) struct LearnerViewTests {
    private static let now = World.noon.addingTimeInterval(World.day)

    /// What every address that answers a `GET` lets one observe.
    private static func view(
        _ api: LiveAPI, _ ids: [String: String], as person: ID<Person>
    ) async throws -> [String: String] {
        var all: [String: String] = [:]
        for endpoint in try #require(TestDatabase.current).endpoints
        where endpoint.method == .get
            && !["/openapi.yaml", "/me/sessions", "/me/record"].contains(endpoint.path)
        {
            let noun = endpoint.path.split(separator: "/").first.map(String.init) ?? ""
            let path = endpoint.path.replacing("{id}", with: ids[noun] ?? "none")
            let answer = try await api.get(path, as: person)
            all[path] = answer.observed
        }
        return all
    }

    @Test func `nothing that an instructor does before the release moves a learner's view`()
        async throws
    {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let hahn = World.actor(World.hahn)
        let ada = World.actor(World.ada)
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Seen", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(7 * World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        let own = try await records.ownAssignments(by: ada).items[0].assignment.id
        let made = try await records.submit(
            "What I read.", aiUse: "none", for: own, by: ada, at: Self.now
        ).id
        let ids = [
            "offerings": "\(World.spring)", "assignments": "\(own)", "submissions": "\(made)",
            "explorations": "\(exploration)", "communities": "\(World.blog)",
            "rubrics": "\(World.rubric)", "sections": "\(World.passFail)",
            "enrollments": "\(World.enrollment(of: World.ada))", "people": "\(World.ada)",
        ]
        let content = Feedback.Content(outcome: .complete, summary: "Well seen.")

        try await LiveAPI.run(at: Self.now) { api in
            let before = try await Self.view(api, ids, as: World.ada)
            func moved(_ act: String) async throws {
                for (path, answer) in try await Self.view(api, ids, as: World.ada) {
                    #expect(before[path] == answer, "\(act) shows at \(path)")
                }
            }

            let version = try await records.assignment(own, by: vega).assignment.version
            try await records.nameReader(
                World.vega, of: own, version: version, by: vega, at: Self.now)
            try await moved("naming a reader")
            _ = try await records.beginReading(made, by: vega, at: Self.now)
            try await moved("opening it")
            let draft = try await records.saveFeedback(
                content, on: made, isReady: false, version: 0, by: vega, at: Self.now)
            try await moved("a draft of feedback")
            let ready = try await records.saveFeedback(
                content, on: made, isReady: true, version: draft.version, by: vega, at: Self.now)
            try await moved("feedback that is ready")
            let item = ReleaseItem(feedback: ready.id, version: ready.version)
            let waiting = try await records.scheduleRelease(
                [item], at: Self.now.addingTimeInterval(60), of: World.spring, by: vega,
                at: Self.now)
            try await moved("a release that is scheduled")
            try await records.cancelRelease(waiting, by: vega, at: Self.now)
            try await moved("a release that is called off")
            _ = try await records.handOver(
                from: World.vega, to: World.hahn, in: World.spring, by: vega, at: Self.now)
            try await moved("a hand-over")
            _ = try await records.recordCourseGrade(
                .mark("F"), reason: .correction, of: World.enrollment(of: World.ada),
                in: World.spring, by: hahn, at: Self.now)
            try await moved("a course grade that isn't approved")
            try await records.recuse(
                World.vega, from: World.ada, in: World.spring, by: hahn, at: Self.now)
            try await moved("a recusal")

            let handed = try #require(try await records.feedback(on: made, by: hahn))
            let release = try await records.release(
                [ReleaseItem(feedback: handed.id, version: handed.version)], of: World.spring,
                by: hahn, at: Self.now)
            let after = try await Self.view(api, ids, as: World.ada)
            #expect(before["/assignments/\(own)"] != after["/assignments/\(own)"])
            _ = try await records.withdrawRelease(
                try #require(release.released.first), by: hahn, at: Self.now)
            try await moved("a release that was taken back")
        }
    }

    @Test func `one learner's release moves nothing for another`() async throws {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Seen", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(7 * World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        var items: [ReleaseItem] = []
        var boAssignment = ""
        for person in [World.ada, World.bo] {
            let actor = World.actor(person)
            let own = try await records.ownAssignments(by: actor).items[0].assignment.id
            if person == World.bo { boAssignment = "\(own)" }
            let made = try await records.submit(
                "What I read.", aiUse: "none", for: own, by: actor, at: Self.now)
            let saved = try await records.saveFeedback(
                Feedback.Content(outcome: .complete), on: made.id, isReady: true, version: 0,
                by: vega, at: Self.now)
            items.append(ReleaseItem(feedback: saved.id, version: saved.version))
        }
        let ids = [
            "offerings": "\(World.spring)", "assignments": boAssignment,
            "explorations": "\(exploration)",
        ]
        let first = try #require(items.first)

        try await LiveAPI.run(at: Self.now) { api in
            let before = try await Self.view(api, ids, as: World.bo)
            _ = try await records.release(
                [first], of: World.spring, by: vega, at: Self.now)
            let after = try await Self.view(api, ids, as: World.bo)

            for (path, answer) in after { #expect(before[path] == answer, "\(path)") }
            #expect(try await api.get("/me/assignments", as: World.ada).text.contains("complete"))
        }
    }
}
