import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import Store
import Support
import Testing

@testable import Web

@Suite(.world) struct RosterPageTests {
    private let path = "/offerings/\(World.spring)/roster"
    private let file = """
        registrar_id,legal_name,term_code,class_number,email,chosen_name
        021,"Okafor, Adaeze",2271,10432,ada@example.edu,
        777,"Quinn <b>, Ray",2271,10977,quinn@example.edu,Ray Quinn
        778,"Nobody, No",2271,99999,no@example.edu,
        """

    private func field(_ name: String, in html: String) throws -> String {
        let rest = try #require(html.components(separatedBy: "name=\"\(name)\" value=\"").last)
        return try #require(rest.components(separatedBy: "\"").first)
    }

    private func upload(_ web: LiveWeb, _ session: Secret) async throws -> LiveWeb.Answer {
        let token = FormToken.of(session)
        let body = """
            --xx\r\nContent-Disposition: form-data; name="form_token"\r\n\r\n\(token)\r\n\
            --xx\r\nContent-Disposition: form-data; name="file"; filename="r.csv"\r\n\
            Content-Type: text/csv\r\n\r\n\(file)\r\n--xx--\r\n
            """
        let site = try #require(HTTPField.Name("Sec-Fetch-Site"))
        return try await web.client.execute(
            uri: path, method: .post,
            headers: [
                .cookie: "__Host-session=\(session.text)", site: "same-origin",
                .contentType: "multipart/form-data; boundary=xx",
            ], body: ByteBuffer(string: body)
        ) {
            LiveWeb.Answer(
                status: $0.status.code, headers: $0.headers, html: String(buffer: $0.body))
        }
    }

    @Test func `a file is shown row by row, then done as it was shown`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.dean)

            let plan = try await upload(web, session)
            let before = try await web.get("\(path)/../people?q=quinn", as: World.osei)
            let fields = try ["file", "digest", "once"].map { ($0, try field($0, in: plan.html)) }
            let done = try await web.post("\(path)/import", session: session, fields)
            let people = try await web.get(
                "/offerings/\(World.spring)/people?q=quinn", as: World.osei)

            #expect(plan.status == 200 && before.status == 404)
            #expect(plan.html.contains("1 new, 1 changed, 0 unchanged, 1 refused"))
            #expect(plan.html.contains("Quinn &lt;b&gt;, Ray"))
            #expect(plan.html.contains("email: okafor@example.edu → ada@example.edu"))
            #expect(plan.html.contains("line 4") || plan.html.contains("Line 4"))
            #expect(done.status == 303)
            #expect(people.html.contains("Ray Quinn"))
        }
    }

    @Test func `nothing is imported where the roster changed in between`() async throws {
        try await LiveWeb.run { web in
            let session = try await web.session(of: World.dean)
            let plan = try await web.post(path, session: session, [("pasted", file)])
            let fields = try ["file", "digest"].map { ($0, try field($0, in: plan.html)) }
            try await web.enroll(1)
            _ = try await web.post(
                "/offerings/\(World.spring)/people/\(World.enrollment(of: World.ada))",
                session: session,
                [
                    ("version", "1"), ("state", "withdrawn"), ("section", "\(World.passFail)"),
                    ("effective_on", "2027-03-01"),
                ])

            let refused = try await web.post("\(path)/import", session: session, fields)
            let people = try await web.get(
                "/offerings/\(World.spring)/people?q=quinn", as: World.osei)

            #expect(refused.status == 412)
            #expect(refused.html.contains("The roster has changed since this was shown."))
            #expect(try field("digest", in: refused.html) != fields[1].1)
            #expect(people.html.contains("Nobody fits."))
        }
    }

    @Test func `what can't be read says why, and what was pasted stays`() async throws {
        try await LiveWeb.run { web in
            let wrong = try await web.post(path, as: World.osei, [("pasted", "a,b\n1,2")])
            let empty = try await web.post(path, as: World.osei, [("pasted", " ")])
            let reader = try await web.post(path, as: World.vega, [("pasted", file)])

            #expect(wrong.status == 422 && wrong.html.contains("The header lacks"))
            #expect(wrong.html.contains("a,b\n1,2</textarea>"))
            #expect(empty.html.contains("Choose a file, or paste its text."))
            #expect(reader.status == 404)
        }
    }
}
