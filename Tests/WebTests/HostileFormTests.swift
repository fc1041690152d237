import Domain
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Postgres
import Store
import Support
import Synchronization
import Testing

@testable import Web

/// Every form and address of the pages, as each role of the demo world, with what nobody sends who means
/// well in each field: a page that says so and never a fault, and nothing executed.
@Suite(.database) struct HostileFormTests {
    @Test func `whatever stands in a field or an address is a value, or is refused`() async throws {
        let school = try await demo()
        let database = try #require(TestDatabase.current)
        try await LiveWeb.run(at: Date(), isDemo: true) { web in
            let untouched = try await Untouched(database, but: school.rawValue)
            let claimed = Claimed()
            var tried: Set<String> = []
            var fields = 0
            var requests = 0
            try await withThrowingTaskGroup(of: HostileVisitor.Report.self) { group in
                for (turn, name) in ["okafor", "vega", "osei", nil].enumerated() {
                    group.addTask {
                        try await HostileVisitor(web, name, school, turn: turn, claimed)
                            .tryEverything()
                    }
                }
                for try await report in group {
                    tried.formUnion(report.actions)
                    fields += report.fields
                    requests += report.requests
                }
            }
            let routes = Web(database.records, isDemo: true).routes
                .filter { $0.method == .post }
                .map { $0.path.replacing(/\{\w+\}/, with: "*") }

            let left = Set(routes).subtracting(tried).sorted()
            #expect(left.isEmpty)
            let differences = try await untouched.differences()
            #expect(differences.isEmpty)
            print("hostile forms: \(fields) fields of forms and addresses, \(requests) requests")
        }
    }

    private func demo() async throws -> ID<Institution> {
        let database = try #require(TestDatabase.current)
        let (status, output) = try Program.run(
            Program.adminTool,
            [
                "seed", "--demo", "--database-url", database.connection, "--operator", "test",
                "--seeds", URL.checkout.appending(path: "seeds").path,
            ])
        #expect(status == 0, "\(output)")
        return try #require(try await database.records.institutionIDs().first)
    }
}

/// The kinds of forms and addresses that somebody tries: who has it first.
private final class Claimed: Sendable {
    private let kinds = Mutex<Set<String>>([])

    func take(_ kind: String) -> Bool { kinds.withLock { $0.insert(kind).inserted } }
}

/// One of the demo world, signed in, or nobody.
private final class HostileVisitor {
    struct Report: Sendable {
        /// Of forms, with stars for ids.
        var actions: Set<String> = []
        var fields = 0
        var requests = 0
    }

    private let web: LiveWeb
    private let school: ID<Institution>
    private let person: ID<Person>?
    private var session: Secret?
    private let claimed: Claimed
    private var turn: Int
    private var report = Report()
    /// One of each kind, as links lead there.
    private var forms: [String: ShownForm] = [:]
    private var addresses: [String: String] = [:]

    init(
        _ web: LiveWeb, _ name: String?, _ school: ID<Institution>, turn: Int, _ claimed: Claimed
    ) async throws {
        (self.web, self.school, self.turn, self.claimed) = (web, school, turn, claimed)
        guard let name else {
            person = nil
            return
        }
        let rows = try await web.database.owner.read([
            "SELECT id FROM person WHERE email LIKE \(name + "@%")"
        ])[0]
        person = try #require(rows.first)["id"]
        try await signIn()
    }

    private func signIn() async throws {
        guard let person else { return }
        session = try await web.database.session(of: person, in: school, at: web.now)
    }

    func tryEverything() async throws -> Report {
        try await walk()
        addForms()
        try #require(!forms.isEmpty)
        for (kind, form) in forms.sorted(by: { $0.key < $1.key }) {
            guard claimed.take(kind) else { continue }
            report.actions.insert(form.path.withoutIDs)
            if form.isPost { try await tryFields(form) } else { try await tryQuery(form) }
        }
        for (kind, path) in addresses.sorted(by: { $0.key < $1.key })
        where claimed.take("of an address \(kind)") { try await trySteps(path) }
        return report
    }

    /// Some pages of each kind, by the links.
    private func walk() async throws {
        var seen: [String: Int] = [:]
        var waiting =
            person == nil
            ? ["/sign-in", "/forgotten-password", "/invitation?code=x"]
            : ["/today", "/offerings", "/people", "/communities", "/account"]
        while let path = waiting.popLast() {
            let kind =
                path.prefix { $0 != "?" }.description.withoutIDs + (path.contains("?") ? "?" : "")
            guard seen[kind, default: 0] < 3 else { continue }
            seen[kind, default: 0] += 1
            let answer = try await web.get(path, session: session)
            guard answer.status == 200 else { continue }
            addresses[kind] = path
            for form in ShownForm.all(on: path, answer.html) where forms[form.kind] == nil {
                forms[form.kind] = form
            }
            waiting += answer.html.utf8.split(separator: UInt8(ascii: "<"))
                .compactMap { Tag($0)["href"] }
                .filter { $0.hasPrefix("/") && !$0.hasPrefix("/assets") && !$0.hasPrefix("/api") }
                .map { String($0.prefix { $0 != "#" }) }
        }
    }

    /// Those that only an answer shows: of pages that this role has.
    private func addForms() {
        let pages = addresses.values.sorted()
        for (behind, path, names) in Self.further {
            guard let page = pages.first(where: { $0.withoutIDs.hasSuffix(behind) }) else {
                continue
            }
            add(page + path, names)
        }
        for (path, names) in Self.loose where person == nil || !Self.isOpen(path) {
            add(path, names)
        }
    }

    /// The names that its handler reads; where none of a kind is stored, no id leads to one.
    private static let further: [(page: String, path: String, fields: [String])] = [
        ("/roster", "/import", ["file", "digest", "once"]),
        ("/readers", "/recusal-ends", ["reader", "learner"]),
        ("/release", "", ["piece", "when", "at", "once"]),
        ("/people/*", "/accommodations/\(nobody)/end", []),
        ("/explorations/*", "/withdrawal", ["version"]),
        ("/assignments/*/writing", "/../submission", ["version", "ai", "ai_use", "once"]),
    ]

    private static func isOpen(_ path: String) -> Bool {
        path == "/invitation" || path.hasPrefix("/sign-in")
    }

    private func add(_ path: String, _ names: [String]) {
        let steps = path.split(separator: "/").map(String.init)
        let plain =
            steps.firstIndex(of: "..").map {
                steps[..<($0 - 1)] + steps[($0 + 1)...]
            } ?? steps[...]
        let form = ShownForm(
            posting: names.map { .init(name: $0, value: "1") },
            to: "/" + plain.joined(separator: "/"))
        forms[form.kind] = form
    }

    private static let nobody = "00000000-0000-7000-8000-000000000000"

    /// Those that stand under no page.
    private static let loose: [(path: String, fields: [String])] = [
        ("/sign-in/code", ["challenge", "code", "to", "kept"]),
        ("/invitation", ["code", "password", "again"]),
        ("/account/second-factor/confirmation", ["code", "old"]),
        ("/account/second-factor/recovery-codes", ["old"]),
        ("/account/second-factor/removal", ["old"]),
        ("/account/sessions/end", []), ("/account/sessions/\(nobody)/end", []),
        ("/account/tokens/\(nobody)/end", []),
        ("/exports/\(nobody)/events", ["state", "rows", "once"]),
        (
            "/field-notes/\(nobody)",
            ["version", "visited_on", "observed", "thought", "page_address"]
        ),
        ("/field-notes/\(nobody)/deletion", ["version"]),
        ("/scheduled-releases/\(nobody)/cancellation", []),
        ("/people/\(nobody)/second-factor/removal", []),
    ]

    private func values() -> [String] {
        turn += 2
        let texts = Hostile.texts
        return Hostile.injections + [texts[turn % texts.count], texts[(turn + 1) % texts.count]]
    }

    private func tryFields(_ shown: ShownForm) async throws {
        var form = shown
        for place in form.fields.indices {
            report.fields += 1
            for text in values() {
                let status = try await send(form, place, text)
                // What it held has changed with that.
                let isEdit = form.fields.contains { $0.name == "version" }
                if status == 303, isEdit { form = try await again(form) ?? form }
            }
        }
        if form.fields.isEmpty { try await look(form.action, .post) }
    }

    /// The same form as it stands there by now.
    private func again(_ form: ShownForm) async throws -> ShownForm? {
        let answer = try await web.get(form.page, session: session)
        report.requests += 1
        return ShownForm.all(on: form.page, answer.html).first { $0.kind == form.kind }
    }

    private func send(_ form: ShownForm, _ place: Int, _ text: String) async throws -> Int {
        var form = form
        form.fields[place].value = text
        let fields = form.fields.map { field in
            // A key that was used would answer before anything is looked at.
            (field.name, field.name == "once" && field.value != text ? "\(UUID())" : field.value)
        }
        let answer =
            form.isUpload
            ? try await upload(form.action, fields)
            : try await web.post(form.action, session: session, fields)
        report.requests += 1
        #expect(
            answer.status < 500,
            "\(form.action) \(form.fields[place].name) = \(text.prefix(80)): \(answer.status)")
        try await renew(answer.status)
        return answer.status
    }

    private func tryQuery(_ form: ShownForm) async throws {
        for field in form.fields {
            report.fields += 1
            for text in values() {
                try await look("\(form.path)?\(field.name)=\(Address.encoded(text))", .get)
            }
        }
    }

    /// Each id of an address, and each name behind it.
    private func trySteps(_ path: String) async throws {
        let parts = path.split(separator: "?", maxSplits: 1)
        let steps = parts[0].split(separator: "/").map(String.init)
        for place in steps.indices where UUID(uuidString: steps[place]) != nil {
            report.fields += 1
            for text in values() {
                var steps = steps
                steps[place] = Address.encoded(text)
                try await look("/" + steps.joined(separator: "/"), .get)
            }
        }
        guard parts.count > 1 else { return }
        let names = parts[1].split(separator: "&").map { $0.prefix { $0 != "=" } }
        for name in Set(names) {
            report.fields += 1
            for text in values() {
                try await look("\(parts[0])?\(name)=\(Address.encoded(text))", .get)
            }
        }
    }

    private func look(_ path: String, _ method: HTTPRequest.Method) async throws {
        let answer =
            method == .get
            ? try await web.get(path, session: session)
            : try await web.post(path, session: session, [])
        report.requests += 1
        #expect(answer.status < 500, "\(method) \(path.prefix(200)): \(answer.status)")
        try await renew(answer.status)
    }

    private func upload(_ path: String, _ fields: [(String, String)]) async throws -> LiveWeb.Answer
    {
        let session = try #require(session)
        let all = fields + [(FormToken.field, FormToken.of(session))]
        let body =
            all.map { name, value in
                let file = name == "file" ? "; filename=\"a.csv\"" : ""
                return "--b\r\nContent-Disposition: form-data; name=\"\(name)\"\(file)\r\n\r\n"
                    + value + "\r\n"
            }.joined() + "--b--\r\n"
        return try await web.client.execute(
            uri: path, method: .post,
            headers: [
                .cookie: "__Host-session=\(session.text)",
                .contentType: "multipart/form-data; boundary=b",
                try #require(HTTPField.Name("Sec-Fetch-Site")): "same-origin",
            ], body: ByteBuffer(string: body)
        ) {
            LiveWeb.Answer(
                status: $0.status.code, headers: $0.headers, html: String(buffer: $0.body))
        }
    }

    /// One of the forms may end the session, or all of the person's.
    private func renew(_ status: Int) async throws {
        if [303, 401].contains(status) { try await signIn() }
    }
}

extension ShownForm {
    fileprivate var path: String { String(action.prefix { $0 != "?" }) }
}
