import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct SecondFactorPageTests {
    private let words = "a fine long password"

    private func signIn(_ web: LiveWeb, _ more: [(String, String)] = []) async throws
        -> LiveWeb.Answer
    {
        try await web.post(
            "/sign-in",
            [
                ("institution", "northfield"), ("email", "vega@example.edu"),
                ("password", words),
            ] + more)
    }

    /// What the page shows to a camera and to the eye is the same secret.
    private func setUp(_ web: LiveWeb) async throws -> (session: Secret, codes: [String]) {
        try await web.setPassword(words, of: World.vega)
        let session = try await web.session(of: World.vega)
        let started = try await web.post("/account/second-factor", session: session, [])
        #expect(started.status == 303 && started.location == "/account/second-factor")
        let shown = try await web.get("/account/second-factor", session: session)
        let secret = try #require(
            shown.html.firstMatch(of: /<code class="secret">([A-Z2-7 ]+)<\/code>/)?.output.1)
        #expect(shown.html.contains(#"<svg class="qr""#))
        let code = try web.code(of: String(secret))

        let answer = try await web.post(
            "/account/second-factor/confirmation", session: session,
            [("code", code), ("old", words)])

        #expect(answer.status == 200)
        return (
            session,
            answer.html.matches(of: /<code class="secret">([A-Z2-7-]+)<\/code>/)
                .map { String($0.output.1) }
        )
    }

    @Test func `it is set up with an app, and a code is asked for from then on`() async throws {
        try await LiveWeb.run { web in
            let (session, codes) = try await setUp(web)
            #expect(codes.count == 10)

            let asked = try await signIn(web, [("to", "/communities")])
            let challenge = try #require(
                asked.html.firstMatch(of: /name="challenge" value="([^"]+)"/)?.output.1)
            let wrong = try await web.post(
                "/sign-in/code",
                [("challenge", String(challenge)), ("code", "123456"), ("to", "/communities")])
            let right = try await web.post(
                "/sign-in/code",
                [("challenge", String(challenge)), ("code", codes[0]), ("to", "/communities")])
            let page = try await web.get("/account/second-factor", session: session)

            #expect(asked.status == 200 && asked.cookies.isEmpty)
            #expect(wrong.status == 409 && wrong.cookies.isEmpty)
            #expect(wrong.html.contains("Give the code that the app shows now"))
            #expect(wrong.html.contains(#"name="to" value="/communities""#))
            #expect(right.status == 303 && right.location == "/communities")
            #expect(right.cookies.contains { $0.hasPrefix("__Host-session=pp_") })
            #expect(page.html.contains("9 recovery codes"))
            #expect(!page.html.contains("<svg class=\"qr\""))
        }
    }

    @Test func `what was kept when a session ended goes through the code as well`() async throws {
        try await LiveWeb.run { web in
            let (_, codes) = try await setUp(web)

            let asked = try await signIn(
                web, [("to", "/account/zone"), ("kept", "zone=America%2FDenver")])
            let challenge = try #require(
                asked.html.firstMatch(of: /name="challenge" value="([^"]+)"/)?.output.1)
            let right = try await web.post(
                "/sign-in/code",
                [
                    ("challenge", String(challenge)), ("code", codes[0]),
                    ("to", "/account/zone"), ("kept", "zone=America%2FDenver"),
                ])

            #expect(right.status == 200)
            #expect(right.html.contains(#"name="zone" value="America/Denver""#))
        }
    }

    @Test func `a sign-in that is over begins anew`() async throws {
        try await LiveWeb.run { web in
            let answer = try await web.post(
                "/sign-in/code", [("challenge", "none"), ("code", "123456")])

            #expect(answer.status == 401)
            #expect(answer.html.contains("This sign-in is over."))
            #expect(answer.html.contains(#"name="password""#))
        }
    }

    @Test func `without the right password nothing is turned on or off`() async throws {
        try await LiveWeb.run { web in
            let (session, _) = try await setUp(web)

            let off = try await web.post(
                "/account/second-factor/removal", session: session, [("old", "not it")])
            let codes = try await web.post(
                "/account/second-factor/recovery-codes", session: session, [("old", "not it")])

            #expect(off.status == 409 && codes.status == 409)
            #expect(off.html.contains("It is on since"))
            #expect(!codes.html.contains("I have kept them"))
        }
    }

    @Test func `the office turns off one that is lost, and signs someone out everywhere`()
        async throws
    {
        try await LiveWeb.run { web in
            let (session, _) = try await setUp(web)
            let path = "/people/\(World.vega)"
            #expect(try await web.get(path, as: World.dean).html.contains("second-factor/removal"))

            let off = try await web.post("\(path)/second-factor/removal", as: World.dean, [])
            let out = try await web.post("\(path)/sign-out", as: World.dean, [])

            #expect(off.status == 303 && out.status == 303)
            #expect(try await web.get("/account", session: session).status == 303)
            #expect(try await signIn(web).status == 303)
        }
    }

    @Test func `people see where they are signed in, and sign out there`() async throws {
        try await LiveWeb.run { web in
            let (here, there) = (
                try await web.session(of: World.vega), try await web.session(of: World.vega)
            )
            let page = try await web.get("/account", session: here)
            let end = try #require(
                page.html.firstMatch(of: /action="(\/account\/sessions\/[^"]+\/end)"/)?.output.1)

            let answer = try await web.post(String(end), session: here, [])

            #expect(answer.status == 303)
            #expect(try await web.get("/account", session: there).status == 303)
            let after = try await web.get("/account", session: here)
            #expect(!after.html.contains("/account/sessions/"))
        }
    }

    @Test func `no password stands in a page that is sent back`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.ada)
            let fields = [
                ("old", "the one before it"), ("password", "a quiet new evening"),
                ("again", "a quiet new evening"),
            ]

            let stale = try await web.post(
                "/account/password", session: session, fields, token: "stale")
            let over = try await web.post("/account/password", fields)

            for answer in [stale, over] {
                #expect(!answer.html.contains("one before it"))
                #expect(!answer.html.contains("quiet new evening"))
            }
        }
    }
}

extension LiveWeb {
    /// As an app makes it of the letters that were typed into it.
    fileprivate func code(of letters: String) throws -> String {
        let (status, output) = try Program.run(
            "/usr/bin/env",
            [
                "python3", "-c",
                """
                import base64, hashlib, hmac, struct, sys
                key = base64.b32decode(sys.argv[1].replace(" ", ""))
                code = hmac.new(key, struct.pack(">Q", int(sys.argv[2]) // 30), hashlib.sha1).digest()
                at = code[-1] & 15
                print("%06d" % ((struct.unpack(">I", code[at:at + 4])[0] & 0x7FFFFFFF) % 1000000))
                """,
                letters, String(Int(now.timeIntervalSince1970)),
            ])
        #expect(status == 0)
        return output.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
