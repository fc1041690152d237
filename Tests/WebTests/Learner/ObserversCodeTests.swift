import Domain
import Foundation
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct ObserversCodeTests {
    @Test func `the first writing leads to the code, and accepting leads back`() async throws {
        try await LiveWeb.run(at: LearnerScene.now) { web in
            let scene = try await LearnerScene(web)
            _ = try await scene.records.publishObserverCode(
                "1. I read, and do not post.", by: scene.vega, at: web.now)
            let session = try await web.session(of: World.ada)

            let led = try await web.get("\(scene.page)/writing", session: session)
            let code = try await web.get(#require(led.location), session: session)
            let accepted = try await web.post(
                "/observers-code", session: session,
                [("number", "1"), ("to", "\(scene.page)/writing")])

            #expect(led.status == 303)
            #expect(code.html.contains("<li>I read, and do not post.</li>"))
            #expect(accepted.status == 303 && accepted.location == "\(scene.page)/writing")
            #expect(try await web.get("\(scene.page)/writing", session: session).status == 200)
            #expect(
                try await web.get("/observers-code", session: session).html
                    .contains("You accepted this version"))
        }
    }

    @Test func `a version that was read too late is shown anew with what to do`() async throws {
        try await LiveWeb.run { web in
            let vega = World.actor(World.vega)
            for body in ["The first.", "The second."] {
                _ = try await web.database.records.publishObserverCode(body, by: vega, at: web.now)
            }

            let answer = try await web.post("/observers-code", as: World.ada, [("number", "1")])

            #expect(answer.status == 409)
            #expect(answer.html.contains("The code has a newer version."))
            #expect(answer.html.contains("The second."))
        }
    }

    @Test func `a school without a code asks for nothing`() async throws {
        try await LiveWeb.run { web in
            let page = try await web.get("/observers-code", as: World.ada)

            #expect(page.status == 200)
            #expect(page.html.contains("Your school has published no observer’s code yet."))
        }
    }

    @Test func `only our own paths are gone to after accepting`() async throws {
        try await LiveWeb.run { web in
            _ = try await web.database.records.publishObserverCode(
                "Read.", by: World.actor(World.vega), at: web.now)

            let answer = try await web.post(
                "/observers-code", as: World.ada,
                [("number", "1"), ("to", "//evil.example")])

            #expect(answer.location == "/today?done=code-accepted")
        }
    }
}
