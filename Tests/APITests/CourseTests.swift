import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct CourseTests {
    private struct Made: Decodable {
        struct Section: Decodable {
            let id: String
            let credits: String
        }

        let id: String
        let sections: [Section]
        let ownRole: String?
    }

    @Test func `an offering is made with course and sections, edited, and given a rule`()
        async throws
    {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/offerings", as: World.nia,
                """
                {"course": {"code": "ELEC 800", "title": "Listening"}, "title": "Summer",
                 "starts_on": "2027-06-01", "ends_on": "2027-07-26", "zone": "America/Denver",
                 "sections": [{"term_code": "2275", "class_number": "1", "credits": "2.5",
                 "grading_basis": "pass_fail", "grades_due_on": "2027-08-01"}]}
                """)
            let offering = try made.json(Made.self)
            let section = try #require(offering.sections.first)
            let edited = try await api.send(
                .patch, "/offerings/\(offering.id)", as: World.nia,
                "{\"sections\": [{\"id\": \"\(section.id)\", \"credits\": \"3\"}]}",
                version: made.version)
            let rule = try await api.send(
                .put, "/sections/\(section.id)/grade-rule", as: World.nia,
                """
                {"kind": "completions", "steps": [{"mark": "P", "at_least": 9}], "below": "F"}
                """, version: 0)
            let stale = try await api.send(
                .put, "/sections/\(section.id)/grade-rule", as: World.nia,
                "{\"kind\": \"percent\"}", version: 0)

            #expect(made.status == 201 && offering.ownRole == "instructor")
            #expect(edited.status == 200 && edited.version == 2)
            #expect(try edited.json(Made.self).sections.map(\.credits) == ["3"])
            #expect(rule.status == 200 && rule.version == 1)
            #expect(rule.text.contains("P needs 9 assignments complete; otherwise F."))
            #expect(stale.status == 412)
            let read = try await api.get("/sections/\(section.id)/grade-rule", as: World.nia)
            #expect(read.bytes == rule.bytes)
            let own = try await api.get("/offerings", as: World.nia).json(Items<Made>.self)
            #expect(own.items.map(\.id) == [offering.id])
            #expect(
                try await api.get("/offerings/\(offering.id)", as: World.ada).status == 404)
        }
    }

    @Test func `a due date beyond six weeks is refused at its place`() async throws {
        try await LiveAPI.run { api in
            let answer = try await api.post(
                "/offerings", as: World.dean,
                """
                {"course": {"code": "ELEC 742"}, "title": "Summer", "starts_on": "2027-06-01",
                 "ends_on": "2027-07-26", "zone": "America/Denver",
                 "sections": [{"term_code": "2275", "class_number": "1",
                 "grading_basis": "pass_fail", "grades_due_on": "2027-12-01"}]}
                """)

            #expect(answer.status == 422)
            #expect(
                try answer.json(Faults.self).errors?.map(\.pointer)
                    == ["/sections/0/grades_due_on"])
        }
    }

    @Test func `a term's troubles are carried over HTTP`() async throws {
        try await LiveAPI.run(at: World.noon) { api in
            let spring = "/offerings/\(World.spring)"
            let outage = try await api.post(
                "\(spring)/outages", as: World.osei,
                #"{"started_at": "2027-03-01T08:00:00Z", "ended_at": "2027-03-01T09:00:00Z"}"#)
            let backwards = try await api.post(
                "\(spring)/outages", as: World.osei,
                #"{"started_at": "2027-03-01T09:00:00Z", "ended_at": "2027-03-01T08:00:00Z"}"#)
            let listed = try await api.get("\(spring)/outages", as: World.vega)
            let handed = try await api.post(
                "\(spring)/hand-overs", as: World.osei,
                #"{"from_id": "\#(World.vega)", "to_id": "\#(World.hahn)"}"#)
            let preview = try await api.get(
                "\(spring)/copy-preview?starts_on=2028-02-07", as: World.vega)
            let dateless = try await api.get("\(spring)/copy-preview", as: World.vega)

            #expect(outage.status == 201 && outage.text.contains(#""extended":0"#))
            #expect(
                try backwards.json(Faults.self).errors?.map(\.pointer) == ["/ended_at"])
            #expect(listed.text.contains(#""ended_at":"2027-03-01T09:00:00Z""#))
            #expect(handed.text == #"{"assignments":0,"feedback":0,"left_open":0}"#)
            #expect(preview.text.contains(#""starts_on":"2028-02-07""#))
            #expect(dateless.status == 422)
        }
    }

    @Test func `the name behind an alias is told to staff for a reason, which is recorded`()
        async throws
    {
        let records = try #require(TestDatabase.current).records
        let ada = try await records.enrollment(
            World.enrollment(of: World.ada), by: World.actor(World.osei)
        ).enrollment
        let alias = try #require(ada.alias).name

        try await LiveAPI.run { api in
            let path = "/offerings/\(World.spring)/alias-revelations"
            let told = try await api.post(
                path, as: World.vega, #"{"alias": " \#(alias.uppercased()) ", "reason": "danger"}"#)
            let unknown = try await api.post(
                path, as: World.vega, #"{"alias": "nobody", "reason": "danger"}"#)
            let learner = try await api.post(
                path, as: World.bo, #"{"alias": "\#(alias)", "reason": "danger"}"#)

            #expect(told.status == 201 && told.text.contains("Adaeze Okafor"))
            #expect(try unknown.json(Faults.self).errors?.map(\.pointer) == ["/alias"])
            #expect(learner.status == 404 && !learner.text.contains("Adaeze"))
        }
        let record = try await records.audit(
            AuditFilter(action: "alias.revealed"), by: World.actor(World.dean)
        ).items
        #expect(record.map(\.entry.detail) == [["reason": "danger"]])
        #expect(record.map(\.entry.person) == [World.vega])
    }
}
