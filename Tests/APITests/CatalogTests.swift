import Domain
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@Suite(.world) struct CatalogTests {
    private struct Made: Decodable {
        let id: String
    }

    private struct Place: Decodable {
        let slug: String
        let status: String
    }

    @Test func `a community is added, found, edited by its version, and shown`() async throws {
        try await LiveAPI.run { api in
            let made = try await api.post(
                "/communities", as: World.vega,
                """
                {"slug": "chat", "name": "A Chat", "url": "https://chat.example.org/",
                 "kind": "tweetchat", "audiences": ["patients"], "conditions": ["asthma"],
                 "access": "account", "subject_is_minor": true,
                 "session": {"recurrence": "FREQ=WEEKLY;BYDAY=WE", "starts": "21:00",
                 "zone": "America/New_York", "minutes": 60}}
                """)
            let id = try made.json(Made.self).id
            let edited = try await api.send(
                .patch, "/communities/\(id)", as: World.vega, "{\"status\": \"active\"}",
                version: made.version)
            let found = try await api.get(
                "/communities?q=chat&minors=true&kind=tweetchat", as: World.ada)

            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/communities/\(id)")
            #expect(try made.json(Place.self).status == "proposed")
            #expect(edited.status == 200 && edited.version == 2)
            #expect(try found.json(Items<Place>.self).items.map(\.status) == ["active"])
            let shown = try await api.get("/communities/\(id)", as: World.ada)
            #expect(shown.text.contains("\"starts\":\"21:00\""))
            let cleared = try await api.send(
                .patch, "/communities/\(id)", as: World.vega, "{\"session\": null}", version: 2)
            #expect(cleared.status == 200 && !cleared.text.contains("session"))
            let wrong = try await api.send(
                .patch, "/communities/\(id)", as: World.vega,
                "{\"session\": {\"starts\": 9}, \"last_checked\": \"soon\"}", version: 3)
            #expect(
                try wrong.json(Faults.self).errors?.map(\.pointer) == ["/session/recurrence"])
        }
    }

    @Test func `filters that don't exist and words of no list are refused`() async throws {
        try await LiveAPI.run { api in
            for query in ["kind=zine", "sort=name", "minors=perhaps", "limit=0", "cursor=x"] {
                let answer = try await api.get("/communities?\(query)", as: World.ada)
                #expect(answer.status == 422)
            }
            let missing = try await api.post("/communities", as: World.vega, "{\"slug\": \"x\"}")
            #expect(
                try missing.json(Faults.self).errors?.map(\.pointer)
                    == ["/name", "/url", "/kind", "/access", "/subject_is_minor"])
            let taken = try await api.post(
                "/communities", as: World.vega,
                """
                {"slug": "a-blog", "name": "A", "url": "https://a.example.org", "kind": "blog",
                 "audiences": ["patients"], "conditions": ["asthma"], "access": "public",
                 "subject_is_minor": false}
                """)
            #expect(try taken.json(Faults.self).type == "/problems/community-slug-taken")
            #expect(try await api.get("/communities/\(World.blog)", as: World.sia).status == 404)
        }
    }

    @Test func `rubrics are read with their versions`() async throws {
        struct Rubric: Decodable {
            struct Version: Decodable {
                struct Criterion: Decodable {
                    let code: String
                    let descriptors: [String]
                }

                let number: Int
                let criteria: [Criterion]
            }

            let slug: String
            let versions: [Version]
        }
        try await LiveAPI.run { api in
            let list = try await api.get("/rubrics", as: World.ada).json(Items<Rubric>.self)
            let one = try await api.get("/rubrics/\(World.rubric)", as: World.ada)

            #expect(list.items.map(\.slug) == ["short"])
            let version = try #require(try one.json(Rubric.self).versions.first)
            #expect(version.criteria.map(\.code) == ["presence", "analysis"])
            #expect(version.criteria[0].descriptors.last == "presence at 4")
        }
    }

    @Test func `a cursor that was never answered is refused by every list`() async throws {
        let made = Cursor(["x", "y"]).text
        try await LiveAPI.run { api in
            for path in [
                "/me/assignments", "/people", "/communities",
                "/offerings/\(World.spring)/queue", "/offerings/\(World.spring)/enrollments",
                "/offerings/\(World.spring)/gradebook", "/offerings/\(World.spring)/exports",
            ] {
                let person = path.contains("queue") ? World.vega : World.dean
                let answer = try await api.get("\(path)?cursor=\(made)", as: person)
                #expect(answer.status == 422, "\(path) \(answer.text)")
            }
        }
    }

    @Test(arguments: [
        "9999999999-01-01", "292277-06-01", "2027-01-01 9999999999:00", "294276-01-01 00:00:00+00",
        "4714-01-01 BC", "9223372036854775807", "inf", "nan", "a\0", "",
    ])
    func `a cursor that somebody made up is answered or refused by every list`(
        key: String
    ) async throws {
        let made = Cursor([key, World.ada.description]).text
        try await LiveAPI.run { api in
            for path in [
                "/me/assignments", "/people", "/communities", "/rubrics", "/offerings", "/audit",
                "/me/tokens", "/search?q=blog", "/offerings/\(World.spring)/queue",
                "/offerings/\(World.spring)/release-candidates",
                "/offerings/\(World.spring)/scheduled-releases",
                "/offerings/\(World.spring)/recusals", "/offerings/\(World.spring)/enrollments",
                "/offerings/\(World.spring)/explorations", "/offerings/\(World.spring)/changes",
                "/offerings/\(World.spring)/gradebook", "/offerings/\(World.spring)/exports",
                "/offerings/\(World.spring)/changes-of-grade",
            ] {
                for person in [World.vega, World.dean] {
                    let sign = path.contains("?") ? "&" : "?"
                    let answer = try await api.get("\(path)\(sign)cursor=\(made)", as: person)
                    #expect([200, 403, 404, 422].contains(answer.status), "\(path) \(answer.text)")
                }
            }
        }
    }

    @Test(arguments: [
        (
            "/enrollments/\(World.enrollment(of: World.ada))/accommodations",
            "{\"time_factor_thousandths\": 1.5}", "not-whole"
        ),
        (
            "/offerings/\(World.spring)/recusals",
            "{\"reader_id\": \"x\", \"learner_id\": \"y\"}", "unreadable"
        ),
        ("/offerings/\(World.spring)/recusals", "{\"reader_id\": ", "not-json"),
    ])
    func `what can't be read is told apart`(path: String, body: String, code: String) async throws {
        try await LiveAPI.run { api in
            let answer = try await api.post(path, as: World.osei, body)
            let errors = try answer.json(Faults.self).errors

            #expect(answer.status == 422)
            #expect(errors?.map(\.code) == [code], "\(answer.text)")
            #expect(!answer.text.contains("UUID string"))
        }
    }
}
