import Domain
import Foundation
import HTTPTypes
import Interchange
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct OwnRecordTests {
    private static let othersText = "Bo alone thought this of the forum."

    /// Ada's work on its whole way, and a text of Bo's.
    private func arranged() async throws -> Appeal {
        let appeal = try await Appeal.made()
        let database = try #require(TestDatabase.current)
        let bo = World.actor(World.bo)
        let own = try #require(await database.records.ownAssignments(by: bo).items.first)
        _ = try await database.records.submit(
            Self.othersText, aiUse: "none", for: own.assignment.id, by: bo, at: Appeal.late)
        for (person, name) in [(World.ada, "blue heron"), (World.bo, "grey owl")] {
            _ = try await database.owner.write([
                """
                INSERT INTO alias (institution_id, offering_id, name, person_id, assigned_at)
                VALUES (\(World.northfield.rawValue), \(World.spring.rawValue), \(name),
                    \(person.rawValue), \(World.noon))
                ON CONFLICT ON CONSTRAINT alias_once_per_person DO UPDATE SET name = excluded.name
                """
            ])
        }
        return appeal
    }

    private func list(_ record: Unpacked, _ name: String) throws -> [[String: Any]] {
        let bytes = try #require(record.bytes("\(name).json"))
        return try #require(try JSONSerialization.jsonObject(with: bytes) as? [[String: Any]])
    }

    @Test func `someone gets all that is kept about them as one file, by a session alone`()
        async throws
    {
        let appeal = try await arranged()

        try await LiveAPI.run(at: Appeal.later) { api in
            let answer = try await api.get("/me/record", as: World.ada)

            #expect(answer.status == 200 && answer.headers[.cacheControl] == "no-store")
            #expect(
                answer.headers[.contentDisposition] == "attachment; filename=\"record.zip\"")
            let record = try Unpacked(answer.bytes)
            #expect(record.checksums.status == 0)
            #expect(try list(record, "account").first?["email"] as? String == "okafor@example.edu")
            #expect(try list(record, "submissions").map { $0["body"] as? String } == [Appeal.text])
            #expect(try list(record, "aliases").map { $0["name"] as? String } == ["blue heron"])
            let notes = try list(record, "field-notes")
            #expect(notes.map { $0["page_address"] as? String } == [Appeal.note.pageAddress])
            let shown = try list(record, "released-feedback")
            #expect(shown.map { $0["summary"] as? String } == [Appeal.words])
            #expect(
                try list(record, "assignments").map { $0["state"] as? String } == ["complete"])
            #expect(try list(record, "extensions").count == 1)
            #expect(try list(record, "grades").count == 4)
            #expect(try list(record, "approvals").first?["grade"] as? String == "P")
            #expect(try list(record, "export-lines").count == 1)
            #expect(try list(record, "sessions").count == 1)
            let actions = try list(record, "audit").compactMap { $0["action"] as? String }
            #expect(actions.contains("submission.made") && !actions.contains("feedback.released"))
            let page = try record.page()
            #expect(page.contains("All that is kept about Adaeze Okafor"))
            #expect(page.contains("it was \u{FFFD}not mine") && page.contains("blue heron"))

            let again = try Unpacked(try await api.get("/me/record", as: World.ada).bytes)
            let line = try #require(
                try list(again, "audit").first {
                    $0["action"] as? String == "person.record_exported"
                })
            #expect(line["by"] as? String == "you")
            #expect(line["subject_id"] as? String == "\(World.ada)".lowercased())
        }
        _ = appeal
    }

    @Test func `nothing unreleased, nobody else's text and no other name is in it`() async throws {
        _ = try await arranged()
        let others = [
            Self.othersText, Appeal.draft, "grey owl", "Vega", "Hahn", "Osei", "Lindqvist",
        ]

        try await LiveAPI.run(at: Appeal.later) { api in
            let ada = try Unpacked(try await api.get("/me/record", as: World.ada).bytes)
            let bo = try Unpacked(try await api.get("/me/record", as: World.bo).bytes)

            for name in ada.names {
                for said in others { #expect(!ada.text(name).contains(said), "\(said): \(name)") }
            }
            #expect(try list(bo, "submissions").map { $0["body"] as? String } == [Self.othersText])
            #expect(try list(bo, "aliases").map { $0["name"] as? String } == ["grey owl"])
            #expect(try list(bo, "released-feedback").isEmpty)
        }
    }

    @Test func `before a release a record says no more than the learner's pages`() async throws {
        _ = try await Appeal.made()
        let records = try #require(TestDatabase.current).records
        // Between the piece that was taken back and the one that holds.
        let between = Appeal.late.addingTimeInterval(1800)

        try await LiveAPI.run(at: between) { api in
            let record = try Unpacked(try await api.get("/me/record", as: World.ada).bytes)

            #expect(try list(record, "released-feedback").isEmpty)
            #expect(
                try list(record, "assignments").map { $0["state"] as? String } == ["submitted"])
            #expect(!record.text("grades.json").contains("reason=approved"))
        }
        let own = try await records.ownAssignments(by: World.actor(World.ada)).items
        #expect(own.count == 1)
    }

    @Test func `a token gets none, and of another person only an operator gets one`() async throws {
        let records = try #require(TestDatabase.current).records
        let ada = Actor(
            institution: World.northfield, identity: .person(World.ada), scopes: [.read],
            requestID: "test")

        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.ownDossier(by: ada, at: World.noon) { try $0.zip($1) }
        }
        for person in [World.dean, World.vega, World.ada] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await records.dossier(
                    of: World.ada, by: World.actor(person), at: World.noon
                ) { try $0.zip($1) }
            }
        }
        let bytes = try await records.dossier(of: World.ada, by: World.operator, at: World.noon) {
            try $0.zip($1)
        }
        #expect(bytes.starts(with: Array("PK".utf8)))
        await #expect(throws: (any Error).self) {
            try await records.dossier(of: World.sia, by: World.operator, at: World.noon) {
                try $0.zip($1)
            }
        }
    }

    @Test func `every table of a school is in the record, or left out for a reason`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let rows = try await database.owner.read([
            """
            SELECT relname AS name FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                AND relname NOT IN ('institution_slug', 'migration')
            """
        ])

        let all = try Set(rows[0].map { try $0["name"] as String })
        let (read, leftOut) = Records.dossierTables
        #expect(read.isDisjoint(with: leftOut.keys))
        #expect(read.union(leftOut.keys).symmetricDifference(all).sorted() == [])
    }
}
