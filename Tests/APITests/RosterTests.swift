import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct RosterTests {
    private struct Enrolled: Decodable {
        let id: String
        let name: String
        let alias: String?
        let state: String
        let version: Int
    }

    private struct Report: Decodable {
        struct Row: Decodable {
            let line: Int
            let fate: String
            let reasons: [String]
        }

        let dryRun: Bool
        let counts: [String: Int]
        let rows: [Row]
        let absentRegistrarIds: [String]
    }

    private static let imports = "/offerings/\(World.spring)/roster-imports"
    private static let file = """
        Student ID,First Name,Last Name,Email,Term,CRN
        021,Adaeze,Okafor,okafor@example.edu,2271,10432
        901,Cy,Adeyemi,cy@example.edu,2271,10977
        902,Di,Moreau,marsh@example.edu,2271,10977
        """

    private static func take(
        _ file: String, _ api: LiveAPI, as person: ID<Person> = World.osei, query: String = "",
        key: String? = nil
    ) async throws -> LiveAPI.Answer {
        try await api.send(
            .post, imports + query, as: person, file, key: key, type: "text/csv")
    }

    @Test func `a file is tried, taken once, and answered row by row`() async throws {
        try await LiveAPI.run { api in
            let dry = try await Self.take(Self.file, api, query: "?dry_run=true")
            let first = try await Self.take(Self.file, api, key: "one")
            let again = try await Self.take(Self.file, api, key: "one")
            let later = try await Self.take(Self.file, api)

            let report = try first.json(Report.self)
            #expect(try dry.json(Report.self).dryRun && !report.dryRun)
            #expect(
                report.counts == ["new": 1, "changed": 0, "unchanged": 1, "refused": 1])
            #expect(report.rows.map(\.fate) == ["unchanged", "new", "refused"])
            #expect(report.rows[2].reasons.first?.hasPrefix("Line 4, “email”") == true)
            #expect(report.absentRegistrarIds == ["022", "023"])
            #expect(first.bytes == again.bytes)
            #expect(
                try later.json(Report.self).rows.map(\.fate)
                    == ["unchanged", "unchanged", "refused"])
        }
    }

    @Test func `a file that can't be read is refused with its line`() async throws {
        try await LiveAPI.run { api in
            let broken = try await Self.take("ID,Name,Term,CRN\n1,\"Ada,2271,1\n", api)
            let other = try await api.post(Self.imports, as: World.osei, "{}")
            let instructor = try await Self.take(Self.file, api, as: World.hahn)
            let learner = try await Self.take(Self.file, api, as: World.ada)

            #expect(broken.status == 422 && broken.text.contains("Line 2"))
            #expect(other.status == 415)
            #expect(instructor.status == 403 && learner.status == 404)
        }
    }

    @Test func `staff read the roster with aliases, and change it by version`() async throws {
        try await LiveAPI.run { api in
            let list = try await api.get(
                "/offerings/\(World.spring)/enrollments?role=learner&limit=1", as: World.hahn)
            let ada = try #require(try list.json(Items<Enrolled>.self).items.first)
            let change = """
                {"state": "on_leave", "effective_on": "2027-03-01"}
                """
            let changed = try await api.send(
                .patch, "/enrollments/\(ada.id)", as: World.osei, change, version: ada.version)
            let stale = try await api.send(
                .patch, "/enrollments/\(ada.id)", as: World.osei, change, version: ada.version)

            #expect(ada.name == "Adaeze Okafor" && ada.alias == "insulin")
            #expect(changed.status == 200 && changed.version == 2)
            #expect(try changed.json(Enrolled.self).state == "on_leave")
            #expect(stale.status == 412)
            #expect(
                try await api.get("/offerings/\(World.spring)/enrollments", as: World.ada).status
                    == 403)
        }
    }

    @Test func `someone is enrolled, named, given time, and recused from`() async throws {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/offerings/\(World.spring)/enrollments", as: World.dean,
                """
                {"person_id": "\(World.zoe)", "role": "learner", "starts_on": "2027-03-01",
                 "section_id": "\(World.honors)", "state": "added_late"}
                """)
            let zoe = try made.json(Enrolled.self)
            let granted = try await api.post(
                "/enrollments/\(zoe.id)/accommodations", as: World.dean,
                "{\"time_factor_thousandths\": 1500}")
            let aliases = try await api.post(
                "/offerings/\(World.spring)/aliases", as: World.vega,
                "{\"theme\": [\"basal rate\"]}")
            let recusals = "/offerings/\(World.spring)/recusals"
            let recused = try await api.post(
                recusals, as: World.hahn,
                "{\"reader_id\": \"\(World.hahn)\", \"learner_id\": \"\(World.zoe)\"}")
            let listed = try await api.get(recusals, as: World.vega)
            let one = "\(recusals)/\(World.hahn)/\(World.zoe)"
            let own = try await api.send(.delete, one, as: World.hahn)
            let removed = try await api.send(.delete, one, as: World.vega)
            let gone = try await api.send(.delete, one, as: World.vega)

            #expect(made.status == 201 && granted.status == 201)
            #expect(granted.text.contains("\"time_factor_thousandths\":1500"))
            #expect(aliases.text == "{\"assigned\":1}")
            #expect(recused.status == 204 && listed.text.contains(World.zoe.description))
            #expect(own.status == 403 && removed.status == 204 && gone.status == 404)
            let shown = try await api.get("/enrollments/\(zoe.id)", as: World.vega)
            #expect(try shown.json(Enrolled.self).alias == "basal rate")
        }
    }
}
