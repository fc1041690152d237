import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Store
import Support
import Testing

@Suite(.world) struct AccountTests {
    private struct Own: Decodable {
        struct Person: Decodable { let id: String, chosenName: String, roles: [String] }
        struct School: Decodable { let slug: String }
        struct Enrollment: Decodable { let offeringId: String, role: String }
        let person: Person
        let institution: School
        let enrollments: [Enrollment]
        let mustAcceptCode: Bool
        let scopes: [String]?
    }
    private struct Token: Decodable {
        let id: String
        let token: String?
        let revokedAt: String?
    }
    private struct Code: Decodable {
        let number: Int
        let acceptedAt: String?
    }

    private func with(_ token: String, _ path: String, _ api: LiveAPI) async throws -> Int {
        try await api.client.execute(
            uri: "/api/v1" + path, method: .get, headers: [.authorization: "Bearer \(token)"]
        ) { $0.status.code }
    }

    @Test func `someone who is signed in is told who they are and where`() async throws {
        try await LiveAPI.run { api in
            let ada: Own = try await api.get("/me", as: World.ada).json()
            let dean: Own = try await api.get("/me", as: World.dean).json()

            #expect(ada.person.id == World.ada.description && ada.scopes == nil)
            #expect(ada.institution.slug == "northfield" && !ada.mustAcceptCode)
            #expect(ada.enrollments.map(\.offeringId) == [World.spring.description])
            #expect(ada.enrollments.map(\.role) == ["learner"])
            #expect(dean.person.roles == ["coordinator"] && dean.enrollments.isEmpty)
            #expect(try await api.get("/me").status == 401)
        }
    }

    @Test func `a token is shown once, works, and ends when it is revoked`() async throws {
        try await LiveAPI.run { api in
            try await api.database.records.setPassword(
                "a long and quiet evening", of: World.ada, by: World.actor(World.dean), at: api.now)
            let answer = try await api.post(
                "/me/tokens", as: World.ada,
                """
                {"name": "script", "scopes": ["read"], "expires_at": "2027-04-01T00:00:00Z",
                "current_password": "a long and quiet evening"}
                """)
            let made: Token = try answer.json()
            let secret = try #require(made.token)

            #expect(answer.status == 201 && answer.headers[.cacheControl] == "no-store")
            #expect(try await with(secret, "/me", api) == 200)
            let list = try await api.get("/me/tokens", as: World.ada)
            #expect(!list.text.contains(secret))
            #expect(try list.json(Items<Token>.self).items.map(\.id) == [made.id])
            let others = try await api.send(.delete, "/me/tokens/\(made.id)", as: World.bo)
            let own = try await api.send(.delete, "/me/tokens/\(made.id)", as: World.ada)
            #expect(others.status == 404 && own.status == 204)
            #expect(try await with(secret, "/me", api) == 401)
        }
    }

    @Test func `a token without the scope is refused, and the record says so`() async throws {
        try await LiveAPI.run { api in
            let made = try await api.database.records.createToken(
                Domain.Token.Content(
                    name: "script", scopes: [.write], expiresAt: World.noon + World.day),
                of: World.dean, by: World.actor(World.dean), at: World.noon)

            #expect(try await with(made.secret.text, "/people", api) == 403)
            let record = try await api.database.records.audit(
                AuditFilter(action: "request.refused"), by: World.actor(World.dean))
            let entry = try #require(record.items.first?.entry)
            #expect(entry.person == World.dean)
            #expect(entry.detail == ["code": "insufficient-scope", "route": "GET /people"])
        }
    }

    @Test func `a password is changed by its owner, who says the old one`() async throws {
        try await LiveAPI.run { api in
            let words = "correct horse battery staple"
            try await api.database.records.setPassword(
                words, of: World.ada, by: World.actor(World.dean), at: World.noon)
            func change(_ old: String, _ new: String) async throws -> LiveAPI.Answer {
                try await api.send(
                    .put, "/me/password", as: World.ada,
                    "{\"current_password\": \"\(old)\", \"password\": \"\(new)\"}")
            }

            #expect(try await change("wrong", words + "!").status == 409)
            let short = try await change(words, "short")
            #expect(try short.json(Faults.self).errors?.first?.pointer == "/password")
            #expect(try await change(words, words + "!").status == 204)
            let signIn = try await api.post(
                "/sessions",
                """
                {"institution": "northfield", "email": "okafor@example.edu",
                 "password": "\(words)!"}
                """)
            #expect(signIn.status == 201)
        }
    }

    @Test func `the observer's code is published, read and accepted`() async throws {
        try await LiveAPI.run { api in
            #expect(try await api.get("/me/observer-code", as: World.ada).status == 404)
            let published = try await api.post(
                "/observer-codes", as: World.dean, "{\"body\": \"Read only.\"}")
            #expect(published.status == 201)
            let own: Own = try await api.get("/me", as: World.ada).json()
            #expect(own.mustAcceptCode)

            let stale = try await api.post(
                "/me/observer-code/acceptance", as: World.ada, "{\"number\": 2}")
            let accepted = try await api.post(
                "/me/observer-code/acceptance", as: World.ada, "{\"number\": 1}")

            #expect(stale.status == 409 && accepted.status == 204)
            let code: Code = try await api.get("/me/observer-code", as: World.ada).json()
            #expect(code.number == 1 && code.acceptedAt == "2027-03-01T12:00:00Z")
            #expect(
                try await api.post("/observer-codes", as: World.ada, "{\"body\": \"Mine.\"}")
                    .status == 403)
        }
    }

    @Test func `wrong credentials are called that, and not which part is wrong`() async throws {
        try await LiveAPI.run { api in
            let bodies = ["northfield", "nowhere"].map {
                #"{"institution": "\#($0)", "email": "okafor@example.edu", "password": "no"}"#
            }
            for body in bodies {
                let answer = try await api.post("/sessions", as: nil, body)
                #expect(answer.status == 401)
                #expect(try answer.json(Faults.self).type == "/problems/wrong-credentials")
            }
        }
    }
}
