import Domain
import Edge
import Foundation
import HTTPTypes
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct SignInTests {
    @Test func `whoever isn't signed in is asked to, and then goes where they wanted`() async throws
    {
        try await LiveWeb.run { web in
            let asked = try await web.get("/account?done=zone-set")

            #expect(asked.status == 303)
            #expect(asked.location == "/sign-in?to=%2Faccount%3Fdone%3Dzone-set")
            let page = try await web.get(#require(asked.location))
            #expect(page.html.contains(#"name="to" value="/account?done=zone-set""#))
        }
    }

    @Test func `who signs in needs no turn, and so keeps nobody from theirs`() async throws {
        try await LiveWeb.run(turns: Turns(0, limit: 0)) { web in
            let signsIn = try await web.post(
                "/sign-in",
                [("institution", "x"), ("email", "a@b.example"), ("password", "c")])
            let other = try await web.get("/forgotten-password")

            #expect(signsIn.status == 401 && other.status == 503)
        }
    }

    @Test func `a cookie of a session that is over asks to sign in again`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.ada)
            let out = try await web.post("/sign-out", session: session, [])
            #expect(out.status == 303 && out.location == "/sign-in")

            let page = try await web.get("/account", session: session)

            #expect(page.status == 303)
            #expect(page.location == "/sign-in?to=%2Faccount")
        }
    }

    @Test func `what was sent when the session had ended can be sent after signing in`()
        async throws
    {
        try await LiveWeb.run { web in
            try await web.setPassword("a fine long password", of: World.ada)

            let refused = try await web.post("/account/zone", [("zone", "America/Denver")])
            let kept = "zone=America%2FDenver"
            let back = try await web.post(
                "/sign-in",
                [
                    ("institution", "northfield"), ("email", "okafor@example.edu"),
                    ("password", "a fine long password"), ("to", "/account/zone"),
                    ("kept", kept),
                ])

            #expect(refused.status == 401)
            #expect(refused.html.contains(#"name="kept" value="\#(kept)""#))
            #expect(back.status == 200)
            #expect(back.html.contains(#"name="zone" value="America/Denver""#))
            let cookie = try #require(back.cookies.first)
            #expect(cookie.hasPrefix("__Host-session=pp_"))
            for part in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                #expect(cookie.contains(part))
            }
        }
    }

    @Test func `a wrong password says so and keeps the address`() async throws {
        try await LiveWeb.run { web in
            let answer = try await web.post(
                "/sign-in",
                [
                    ("institution", "northfield"), ("email", "okafor@example.edu"),
                    ("password", "not it"),
                ])

            #expect(answer.status == 401 && answer.cookies.isEmpty)
            #expect(answer.html.contains("School, address or password isn&#39;t right."))
            #expect(answer.html.contains(#"value="okafor@example.edu""#))
            #expect(!answer.html.contains("not it"))
        }
    }

    @Test func `only our own paths are gone to after signing in`() {
        #expect(Address.own("/today?x=1") == "/today?x=1")
        for other in ["//evil.example", "/\\evil.example", "https://evil.example", "", "/a b"] {
            #expect(Address.own(other) == nil)
        }
    }

    @Test func `another site's form signs nobody in`() async throws {
        try await LiveWeb.run { web in
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))

            let answer = try await web.post("/sign-in", [], headers: [site: "cross-site"])

            #expect(answer.status == 404 && answer.cookies.isEmpty)
        }
    }

    @Test func `what another site makes a browser send isn't kept`() async throws {
        try await LiveWeb.run { web in
            let site = try #require(HTTPField.Name("Sec-Fetch-Site"))

            let answer = try await web.post(
                "/account/zone", [("zone", "Europe/Paris")], headers: [site: "cross-site"])

            #expect(answer.status == 303 && answer.location == "/sign-in")
        }
    }

    @Test func `a form of another session is shown to be sent again`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.ada)

            let answer = try await web.post(
                "/account/zone", session: session, [("zone", "America/Denver")], token: "stale")

            #expect(answer.status == 200)
            #expect(answer.html.contains(#"name="zone" value="America/Denver""#))
            #expect(answer.html.contains(FormToken.of(session)))
        }
    }
}

extension LiveWeb {
    func setPassword(_ password: String, of person: ID<Person>) async throws {
        let made = try await database.records.invite(
            person, by: World.actor(World.dean), at: now)
        try await database.records.acceptInvitation(
            made.secret, password: password, requestID: "test", at: now)
    }
}
