import API
import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Testing

/// Requests that no client means: each is told what is wrong with it.
@Suite(.world) struct AbsurdRequestTests {
    private static let people = API.prefix + "/people"
    private static let roster = API.prefix + "/offerings/\(World.spring)/roster-imports"

    private static func send(
        _ api: LiveAPI, _ uri: String, _ body: String, _ type: String?
    ) async throws -> (status: Int, fault: Faults.Fault?) {
        var headers: HTTPFields = [
            .authorization: "Bearer \(try await api.session(of: World.dean).text)"
        ]
        headers[.contentType] = type
        return try await api.client.execute(
            uri: uri, method: .post, headers: headers, body: ByteBuffer(string: body)
        ) { answer in
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            let faults = try decoder.decode(
                Faults.self, from: Data(Array(answer.body.readableBytesView)))
            return (answer.status.code, faults.errors?.first)
        }
    }

    @Test func `a body that doesn't say what it is isn't read`() async throws {
        try await LiveAPI.run { api in
            let json = try await Self.send(api, Self.people, "{}", nil)
            let csv = try await Self.send(api, Self.roster, "ID,Term,CRN\n", nil)
            let none = try await api.send(.post, "/sessions/second-factor", "")

            #expect(json.status == 415 && csv.status == 415)
            #expect(none.status == 422)
        }
    }

    @Test(arguments: [
        (#"{"email": "a@x.edu", "email": "b@x.edu"}"#, "/email"),
        (#"{"email": "a@x.edu", "\u0065mail": "b@x.edu"}"#, "/email"),
        (#"{"ignored": [1, {"a/b": [], "a/b": {}}]}"#, "/ignored/1/a~1b"),
    ])
    func `a name that an object has twice is refused at its place`(
        body: String, pointer: String
    ) async throws {
        try await LiveAPI.run { api in
            let answer = try await Self.send(api, Self.people, body, "application/json")

            #expect(answer.status == 422)
            #expect(answer.fault?.code == "repeated" && answer.fault?.pointer == pointer)
        }
    }

    @Test func `the same name in two objects, or as a value, is no second one`() async throws {
        try await LiveAPI.run { api in
            let body = #"{"x": [{"a": 1}, {"a": "a"}, {"a": {"a": "\"a\": \\"}}], "a": "x"}"#
            let answer = try await Self.send(api, Self.people, body, "application/json")

            #expect(answer.fault?.code == "missing")
        }
    }

    @Test func `a name that a query has twice is refused`() async throws {
        try await LiveAPI.run { api in
            let answer = try await api.get("/people?limit=1&limit=2", as: World.dean)

            let fault = try answer.json(Faults.self).errors?.first
            #expect(fault?.pointer == "?limit" && fault?.code == "repeated")
        }
    }

    /// No archive is unpacked: one is a table that can't be read, whatever it says of its sizes.
    private static let tables: [String: String] = [
        "a field of 3 MB": "ID,Term,CRN\n\(String(repeating: "x", count: 3 << 20)),1,1\n",
        "a million columns": String(repeating: ",", count: 1_000_000) + "\n",
        "a million rows": "ID,Term,CRN\n" + String(repeating: "1,2,3\n", count: 1_000_000),
        "a million quotes": "ID,Term,CRN\n" + String(repeating: "\"", count: 999_999),
        "an archive": "PK\u{3}\u{4}\u{14}\u{0}\u{0}\u{0}\u{8}\u{0}deflated",
        "more than 16 MB": String(repeating: " ", count: (16 << 20) + 1),
    ]

    @Test(arguments: tables.keys.sorted())
    func `a table that nobody could have meant is refused whole`(name: String) async throws {
        let table = try #require(Self.tables[name])
        try await LiveAPI.run { api in
            let answer = try await Self.send(api, Self.roster, table, "text/csv")

            #expect(answer.status == (name == "more than 16 MB" ? 413 : 422))
        }
    }
}
