import Domain
import Foundation
import HTTPTypes
import Postgres
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

    /// All ids of the school with the table that each is of.
    private func ids() async throws -> [(table: String, id: String)] {
        let owner = try #require(TestDatabase.current).owner
        let tables = try await owner.read([
            """
            SELECT table_name FROM information_schema.columns
            WHERE table_schema = 'public' AND column_name IN ('id', 'institution_id')
                AND data_type = 'uuid' GROUP BY table_name HAVING count(*) = 2
            """
        ])[0].map { try $0["table_name"] as String }
        let union = tables.map {
            "SELECT '\($0)' AS kind, id FROM \($0) WHERE institution_id = '\(World.northfield)'"
        }
        .joined(separator: " UNION ")
        return try await owner.read([SQL(unsafe: union)])[0].map {
            (try $0["kind"], (try $0["id"] as UUID).uuidString.lowercased())
        }
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
        let paths = try await paths()

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

    private func paths() async throws -> [String] {
        let ids = try await ids()
        #expect(ids.count > 40)
        let routes = Web(try #require(TestDatabase.current).records, isDemo: true).routes
        return routes.filter { $0.method == .get }.flatMap { Self.paths($0.path, ids) }
    }

    /// A route gets each id, whatever it is of; one with two gets as its first those that are of its
    /// noun, or there would be no end.
    private static func paths(
        _ route: String, _ ids: [(table: String, id: String)]
    ) -> [String] {
        guard let place = route.firstRange(of: "{") else { return [route] }
        let end = route[place.lowerBound...].firstIndex(of: "}") ?? route.endIndex
        let (before, behind) = (route[..<place.lowerBound], route[route.index(after: end)...])
        let noun = before.split(separator: "/").last?.dropLast() ?? ""
        let first = behind.contains("{") ? ids.filter { $0.table == noun } : ids
        return first.flatMap { paths(before + $0.id + behind, ids) }
    }
}

extension String {
    /// Whether the word stands here as one: a student's "023" may well be a piece of an id or of a
    /// form's token.
    fileprivate func says(_ word: String) -> Bool {
        ranges(of: word).contains { range in
            let before = self[..<range.lowerBound].last
            let behind = self[range.upperBound...].first
            return [before, behind].allSatisfy { $0.map { !$0.isLetter && !$0.isNumber } ?? true }
        }
    }
}
