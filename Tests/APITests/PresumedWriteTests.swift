import API
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Postgres
import Store
import Support
import Testing

/// Writes of someone who was known a moment ago: checked in the round trip that writes.
@Suite(.world) struct PresumedWriteTests {
    private struct Writer {
        let api: LiveAPI
        let secret: Secret
        let assignment: String

        init(_ api: LiveAPI) async throws {
            struct Made: Decodable { let id: String }
            let made = try await api.post(
                "/offerings/\(World.spring)/explorations", as: World.vega,
                """
                {"title": "Hearing one voice", "prompt": "Read one blog for an hour.",
                 "community_ids": ["\(World.blog)"], "opens_at": "2027-03-01T12:00:00Z",
                 "due_at": "2027-03-08T12:00:00Z"}
                """
            ).json(Made.self)
            _ = try await api.post("/explorations/\(made.id)/publication", as: World.vega, "{}")
            self.api = api
            secret = try await api.session(of: World.ada)
            assignment = try await api.get("/me/assignments", as: World.ada).json(Items<Made>.self)
                .items[0].id
            // From now on she is known.
            _ = try await ask(.get, "/me", "")
        }

        func ask(
            _ method: HTTPRequest.Method, _ path: String, _ body: String,
            _ headers: HTTPFields = [:], tellsLength: Bool = true
        ) async throws -> Int {
            var known: HTTPFields = [
                .authorization: "Bearer \(secret.text)", .contentType: "application/json",
            ]
            if tellsLength { known[.contentLength] = "\(body.utf8.count)" }
            return try await api.client.execute(
                uri: API.prefix + path, method: method, headers: known + headers,
                body: ByteBuffer(string: body)
            ) { $0.status.code }
        }

        func save(_ text: String, over version: Int) async throws -> Int {
            try await ask(
                .put, "/assignments/\(assignment)/draft", #"{"body": "\#(text)"}"#,
                version == 0 ? [.ifNoneMatch: "*"] : [.ifMatch: "\"\(version)\""])
        }

        var drafts: [String] {
            get async throws {
                try await api.database.owner.read(["SELECT body FROM draft_text"])[0]
                    .map { try $0["body"] }
            }
        }
    }

    @Test func `a draft is saved for whom the secret stands, and for nobody once it is gone`()
        async throws
    {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            let saved = try await [writer.save("First", over: 0), writer.save("Second", over: 1)]
            let late = try await writer.save("Lost race", over: 1)
            _ = try await api.database.owner.write(["DELETE FROM session"])
            let gone = try await writer.save("Third", over: 2)

            #expect(saved == [200, 200])
            #expect(late == 412)
            #expect(gone == 401)
            #expect(try await writer.drafts == ["Second"])
        }
    }

    @Test func `someone who was deactivated since writes nothing`() async throws {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            _ = try await api.database.owner.write([
                "UPDATE person SET deactivated_at = now() WHERE id = \(World.ada)"
            ])

            #expect(try await writer.save("First", over: 0) == 401)
            #expect(try await writer.drafts == [])
        }
    }

    @Test func `someone who was appointed since writes as who they are now`() async throws {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            _ = try await api.database.owner.write([
                """
                INSERT INTO appointment (institution_id, person_id, role, appointed_at)
                VALUES (\(World.northfield), \(World.ada), 'coordinator', now())
                """
            ])
            let saved = try await [writer.save("First", over: 0), writer.save("Second", over: 1)]

            #expect(saved == [200, 200])
            #expect(try await writer.drafts == ["Second"])
        }
    }

    @Test func `a submission is made once for its key, and none for a secret that is gone`()
        async throws
    {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            func submit(_ key: String) async throws -> Int {
                try await writer.ask(
                    .post, "/assignments/\(writer.assignment)/submissions",
                    #"{"body": "I had passed over it.", "ai_use": "none"}"#,
                    [HTTPField.Name("Idempotency-Key").unsafelyUnwrapped: key])
            }
            let made = try await [submit("one"), submit("one"), submit("two")]
            _ = try await api.database.owner.write(["DELETE FROM session"])
            let gone = try await submit("three")
            let count: Int = try await api.database.owner.read([
                "SELECT count(*) AS count FROM submission"
            ])[0][0]["count"]

            #expect(made == [201, 201, 201])
            #expect(gone == 401)
            #expect(count == 2)
        }
    }

    @Test func `a write that was done is answered as done, though its use can't be noted`()
        async throws
    {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            _ = try await api.database.owner.write([
                "UPDATE session SET last_used_at = last_used_at - interval '2 minutes'",
                "REVOKE UPDATE ON session FROM peerspective_service",
            ])

            #expect(try await writer.save("First", over: 0) == 200)
            #expect(try await writer.drafts == ["First"])
        }
    }

    @Test func `a token that lost a scope, or all of them, writes no more`() async throws {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            _ = try await api.database.owner.write([
                """
                INSERT INTO api_token (institution_id, id, person_id, name, digest, scopes,
                    created_at, expires_at)
                SELECT institution_id, id, person_id, 'script', digest, '{write,read}',
                    created_at, expires_at FROM session WHERE digest = \(writer.secret.digest)
                """,
                "DELETE FROM session WHERE digest = \(writer.secret.digest)",
            ])
            let asToken = try await [writer.save("First", over: 0), writer.save("Second", over: 1)]
            _ = try await api.database.owner.write(["UPDATE api_token SET scopes = '{read}'"])
            let readsOnly = try await writer.save("Third", over: 2)
            _ = try await api.database.owner.write([
                "UPDATE api_token SET scopes = '{read,write}', revoked_at = now()"
            ])
            let revoked = try await writer.save("Fourth", over: 2)

            #expect(asToken == [200, 200])
            #expect(readsOnly == 403)
            #expect(revoked == 401)
            #expect(try await writer.drafts == ["Second"])
        }
    }

    @Test func `a body without a length, or too long, or no JSON, is answered as ever`()
        async throws
    {
        try await LiveAPI.run { api in
            let writer = try await Writer(api)
            let broken = try await writer.ask(
                .put, "/assignments/\(writer.assignment)/draft", "{", [.ifNoneMatch: "*"])
            let unnamed = try await writer.ask(
                .put, "/assignments/\(writer.assignment)/draft", #"{"body": "First"}"#)

            let long = String(repeating: "word ", count: 20_000)
            let path = "/assignments/\(writer.assignment)/draft"
            let body = #"{"body": "\#(long)"}"#
            let untold = try await writer.ask(
                .put, path, body, [.ifNoneMatch: "*"], tellsLength: false)
            let told = try await writer.ask(.put, path, body, [.ifMatch: "\"1\""])

            #expect(untold == 200 && told == 200)
            #expect(broken == 422)
            #expect(unnamed == 428)
            #expect(try await writer.drafts == [long])
        }
    }
}
