import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct DoorTests {
    @Test func `nobody is asked to sign in, with a problem that carries the request's id`()
        async throws
    {
        try await LiveAPI.run { api in
            let answer = try await api.get("/me/assignments")
            let problem: Faults = try answer.json()

            #expect(answer.status == 401)
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(answer.headers[.wwwAuthenticate] == "Bearer")
            #expect(problem.type == "/problems/unauthenticated")
            #expect(problem.requestId == answer.headers[HTTPField.Name("X-Request-Id")!])
        }
    }

    @Test(arguments: [(0, false), (1, true)])
    func `a request's id is taken from a proxy that is trusted, and from nobody else`(
        proxies: Int, isTaken: Bool
    ) async throws {
        try await LiveAPI.run(DoorSettings(proxies: proxies)) { api in
            let id = try await api.client.execute(
                uri: "/api/v1/openapi.yaml", method: .get, headers: [.requestID: "another-one"]
            ) { $0.headers[.requestID] }

            #expect((id == "another-one") == isTaken && id?.isEmpty == false)
        }
    }

    @Test func `whatever isn't a live session or token is nobody`() async throws {
        try await LiveAPI.run { api in
            var random = SystemRandomNumberGenerator()
            let stranger = Secret(of: World.northfield.rawValue, random: &random)
            for text in [stranger.text, "pp_x_y", "", "Basic"] {
                let answer = try await api.client.execute(
                    uri: "/api/v1/me/assignments", method: .get,
                    headers: [.authorization: "Bearer \(text)"]
                ) { $0.status.code }
                #expect(answer == 401)
            }
        }
    }

    @Test func `a malformed id, an unknown one and another school's look the same`() async throws {
        try await LiveAPI.run { api in
            for id in ["nonsense", UUID().uuidString, World.southportOffering.description] {
                let answer = try await api.get("/offerings/\(id)/explorations", as: World.ada)
                #expect(answer.status == 404)
                #expect(try answer.json(Faults.self).type == "/problems/not-found")
            }
        }
    }

    @Test func `faults of a body are named by their place`() async throws {
        let cases = [
            ("{\"title\": 3}", "/title", "wrong-type"), ("{", "", "not-json"),
            ("{}", "/title", "missing"), ("{\"due_at\": \"tomorrow\"}", "/due_at", "unreadable"),
            ("{\"community_ids\": [\"x\"]}", "/community_ids/0", "unreadable"),
            ("{\"late_policy\": {\"kind\": \"never\"}}", "/late_policy/kind", "unreadable"),
        ]
        try await LiveAPI.run { api in
            for (body, pointer, code) in cases {
                let answer = try await api.post(
                    "/offerings/\(World.spring)/explorations", as: World.vega, body)
                let fault = try answer.json(Faults.self).errors?.first
                #expect(answer.status == 422)
                #expect(fault?.pointer == pointer && fault?.code == code, "\(body)")
            }
        }
    }

    @Test func `a year that nobody means is refused, before anything is reckoned from it`()
        async throws
    {
        let title = #""title": "Absurd", "prompt": "Read.""#
        let cases = [
            (
                #"{\#(title), "opens_at": "0001-01-01T00:00:00Z", "due_at": "2027-03-08T12:00:00Z"}"#,
                "/opens_at"
            ),
            (
                #"{\#(title), "opens_at": "2027-03-01T12:00:00Z", "due_at": "9999-12-31T23:59:59Z"}"#,
                "/due_at"
            ),
            (
                #"{\#(title), "opens_at": "2027-03-01T12:00:00Z", "due_at": "2047-03-08T12:00:00Z"}"#,
                "/due_at"
            ),
        ]
        try await LiveAPI.run { api in
            for (body, pointer) in cases {
                let answer = try await api.post(
                    "/offerings/\(World.spring)/explorations", as: World.vega, body)
                #expect(try answer.json(Faults.self).errors?.map(\.pointer) == [pointer])
            }
            let copies = "/offerings/\(World.spring)/copy-preview?starts_on="
            let copy = try await api.get(copies + "0589-07-04", as: World.vega)
            let offering = try await api.post(
                "/offerings", as: World.dean,
                """
                {"course": {"code": "ELEC 742"}, "title": "Old", "starts_on": "0001-01-01",
                 "ends_on": "9999-12-31", "zone": "America/New_York"}
                """)
            #expect(try copy.json(Faults.self).errors?.map(\.pointer) == ["?starts_on"])
            #expect(
                try offering.json(Faults.self).errors?.map(\.pointer) == ["/starts_on", "/ends_on"])
        }
    }

    @Test func `a character that no text holds is refused, its spelling isn't`() async throws {
        @Sendable func person(_ name: String) -> String {
            """
            {"legal_family_name": "Ito", "email": "ito@example.edu", "chosen_name": "\(name)"}
            """
        }
        try await LiveAPI.run { api in
            let held = try await api.post("/people", as: World.dean, person(#"Kim\\\u0000"#))
            let asked = try await api.get("/people?q=%00", as: World.dean)
            let spelled = try await api.post("/people", as: World.dean, person(#"Kim\\u0000"#))

            #expect(try held.json(Faults.self).errors?.first?.code == "nul-character")
            #expect(try asked.json(Faults.self).errors?.first?.code == "nul-character")
            #expect(spelled.status == 201 && spelled.text.contains(#"Kim\\u0000"#))
        }
    }

    @Test func `a misspelled filter is told, not ignored`() async throws {
        try await LiveAPI.run { api in
            let answer = try await api.get("/me/assignments?limt=2", as: World.ada)
            let tooMany = try await api.get("/me/assignments?limit=201", as: World.ada)

            #expect(try answer.json(Faults.self).errors?.first?.pointer == "?limt")
            #expect(tooMany.status == 422)
        }
    }

    @Test func `a cookie doesn't write for another site`() async throws {
        try await LiveAPI.run { api in
            let secret = try await api.session(of: World.ada).text
            func write(_ site: String) async throws -> Int {
                try await api.client.execute(
                    uri: "/api/v1/sessions/current", method: .delete,
                    headers: [
                        .cookie: "__Host-session=\(secret)",
                        HTTPField.Name("Sec-Fetch-Site")!: site,
                    ]
                ) { $0.status.code }
            }

            #expect(try await write("cross-site") == 403)
            #expect(try await write("same-origin") == 204)
        }
    }

    @Test func `what a caller lost a moment ago is lost in the next request`() async throws {
        try await LiveAPI.run { api in
            let secret = try await api.session(of: World.dean).text
            func ask(_ path: String) async throws -> Int {
                try await api.client.execute(
                    uri: API.prefix + path, method: .get,
                    headers: [.authorization: "Bearer \(secret)"]
                ) { $0.status.code }
            }
            let before = try await [ask("/people"), ask("/people"), ask("/offerings")]
            _ = try await api.database.owner.write([
                "DELETE FROM appointment WHERE person_id = \(World.dean)"
            ])
            let without = try await [ask("/people"), ask("/me")]
            _ = try await api.database.owner.write([
                "UPDATE person SET deactivated_at = now() WHERE id = \(World.dean)"
            ])
            let gone = try await [ask("/people"), ask("/me"), ask("/nowhere")]

            #expect(before == [200, 200, 200])
            #expect(without[0] != 200 && without[1] == 200)
            #expect(gone == [401, 401, 401])
        }
    }

    @Test func `a body over the limit is refused`() async throws {
        try await LiveAPI.run { api in
            let answer = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega,
                String(repeating: " ", count: Received.limit + 1))
            #expect(answer.status == 413)
        }
    }

    @Test func `every refusal has a sentence`() {
        let all: [[any Refusing]] = [
            Policy.Refusal.allCases, Assignment.Refusal.allCases, Exploration.Refusal.allCases,
            Feedback.Refusal.allCases, ReleasedFeedback.Refusal.allCases,
            LatePolicy.Refusal.allCases, Reflection.Refusal.allCases,
            Enrollment.Refusal.allCases, Alias.Refusal.allCases, Rubric.Refusal.allCases,
            GradeRule.Refusal.allCases, IdempotencyKey.Refusal.allCases,
            Institution.Refusal.allCases, Person.Refusal.allCases, ObserverCode.Refusal.allCases,
            Checkpoint.Refusal.allCases, FieldNote.Refusal.allCases,
        ]

        for refusal in all.flatMap({ $0 }) { #expect(Sentences.isKnown(refusal), "\(refusal)") }
    }
}
