import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

/// Every page × every id that is stored × everyone: nobody sees a name or a text that isn't theirs to
/// see.
@Suite(.world) struct LeakWalkTests {
    private static let now = World.noon.addingTimeInterval(2 * World.day)
    private static let learners = [World.ada, World.bo, World.cleo]

    /// What one learner wrote and was told, in words that stand nowhere else.
    private struct Marks {
        let draft: String
        let submission: String
        let ready: String

        init(_ person: ID<Person>) {
            let mark = "\(person)".suffix(4)
            draft = "draftword\(mark)"
            submission = "submittedword\(mark)"
            ready = "readyword\(mark)"
        }

        var all: [String] { [draft, submission, ready] }
    }

    /// Each learner has handed something in, writes on, and has feedback that nobody released.
    private func arrange(_ records: Records) async throws {
        let vega = World.actor(World.vega)
        for isBlind in [false, true] {
            let exploration = try await records.createExploration(
                Exploration.Content(
                    title: isBlind ? "Blind" : "Open", prompt: "Read.", communities: [World.blog],
                    isBlind: isBlind, rubricVersion: World.rubricVersion, opensAt: World.noon,
                    dueAt: World.noon.addingTimeInterval(7 * World.day)),
                in: World.spring, by: vega, at: World.noon)
            _ = try await records.publish(exploration, by: vega, at: World.noon)
        }
        for person in Self.learners {
            let learner = World.actor(person)
            for record in try await records.ownAssignments(by: learner).items {
                try await work(on: record.assignment.id, by: learner, Marks(person), records)
            }
        }
    }

    private func work(
        on id: ID<Assignment>, by learner: Actor, _ marks: Marks, _ records: Records
    ) async throws {
        let receipt = try await records.submit(
            "I read, and thought: \(marks.submission).", aiUse: "none", for: id, by: learner,
            at: World.noon.addingTimeInterval(World.day))
        _ = try await records.saveDraft(
            "I go on: \(marks.draft).", of: id, version: 0, by: learner, at: Self.now)
        _ = try await records.saveFeedback(
            Feedback.Content(
                outcome: .complete, levels: ["presence": 3],
                summary: "Well seen: \(marks.ready)."),
            on: receipt.id, isReady: true, version: 0, by: World.actor(World.vega), at: Self.now)
    }

    /// What must not stand on any page that this person is shown.
    private func forbidden(to person: ID<Person>, _ records: Records) async throws -> [String] {
        let others = Self.learners.filter { $0 != person }
        let texts = Self.learners.flatMap { owner -> [String] in
            let marks = Marks(owner)
            switch person {
            case owner: return [marks.ready]
            case World.vega: return [marks.draft]
            case World.hahn: return [marks.draft, marks.ready]
            default: return marks.all
            }
        }
        guard Self.learners.contains(person) || World.actor(person).institution != World.northfield
        else { return texts }
        return try await texts
            + names(of: others, records).flatMap { $0 }
    }

    private func names(
        of people: [ID<Person>], _ records: Records
    ) async throws -> [[String]] {
        var all: [[String]] = []
        for id in people {
            let person = try await records.person(id, by: World.actor(World.dean)).person
            let names = [person.chosenName, person.legalName.family, person.email]
            all.append(names + [person.registrarID].compactMap { $0 })
        }
        return all
    }

    /// Each learner's names, and the alias that must not stand on a page with one of them.
    private func aliases(_ records: Records) async throws -> [(names: [String], alias: String)] {
        var all: [(names: [String], alias: String)] = []
        for learner in Self.learners {
            let enrollment = try await records.enrollment(
                World.enrollment(of: learner), by: World.actor(World.osei)
            ).enrollment
            let alias = try #require(enrollment.alias).name
            all += try await names(of: [learner], records).map { ($0, alias) }
        }
        return all
    }

    @Test(arguments: [
        World.ada, World.bo, World.osei, World.dean, World.vega, World.hahn, World.sam, World.zoe,
        World.eve, World.dana,
    ])
    func `no page shows anyone a name or a text that isn't theirs to see`(
        person: ID<Person>
    ) async throws {
        let records = try #require(TestDatabase.current).records
        try await arrange(records)
        let forbidden = try await forbidden(to: person, records)
        let aliases = try await aliases(records)
        let paths = try await EveryPage(of: World.northfield).paths()

        try await LiveWeb.run(at: Self.now, isDemo: true) { web in
            let session = try await web.session(of: person)
            var shown = 0
            for path in paths {
                let answer = try await web.get(path, session: session)
                guard answer.status == 200 else { continue }
                shown += 1
                for word in forbidden {
                    #expect(!answer.html.says(word), "\(path) shows \(word)")
                }
                for (names, alias) in aliases where answer.html.says(alias) {
                    let beside = names.filter(answer.html.says)
                    #expect(beside.isEmpty, "\(path) has \(beside) by \(alias)")
                }
            }
            #expect(shown >= 3)
        }
    }
}
