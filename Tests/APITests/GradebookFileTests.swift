import API
import Domain
import Edge
import Foundation
import Glibc
import Hummingbird
import HummingbirdTesting
import Interchange
import Postgres
import Store
import Support
import Testing

@Suite(.world, .timeLimit(.minutes(20))) struct GradebookFileTests {
    private static let path = "/offerings/\(World.spring)/gradebook.csv"

    private func publish(_ title: String) async throws {
        let records = try #require(TestDatabase.current).records
        let vega = World.actor(World.vega)
        let id = try await records.createExploration(
            Exploration.Content(
                title: title, prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(id, by: vega, at: World.noon)
    }

    /// The table as python3's csv module reads it.
    private func table(_ csv: [UInt8]) throws -> [[String]] {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).csv"
        defer { unlink(file) }
        try Data(csv).write(to: URL(filePath: file))
        let script = """
            import csv, json, sys
            with open(sys.argv[1], encoding="utf-8", newline="") as file:
                print(json.dumps(list(csv.reader(file, strict=True))))
            """
        let (status, output) = try Program.run("/usr/bin/python3", ["-c", script, file])
        try #require(status == 0)
        return try JSONDecoder().decode([[String]].self, from: Data(output.utf8))
    }

    @Test func `staff get it as an attachment that no cache keeps`() async throws {
        try await publish("Hearing one voice")

        try await LiveAPI.run { api in
            let file = try await api.get(Self.path, as: World.vega)
            let head = try await api.send(.head, Self.path, as: World.vega)

            #expect(file.status == 200 && head.status == 200 && head.bytes.isEmpty)
            #expect(file.headers[.contentType] == "text/csv; charset=utf-8")
            #expect(file.headers[.cacheControl] == "no-store")
            #expect(
                file.headers[.contentDisposition]
                    == "attachment; filename=\"gradebook-\(World.spring).csv\"")
            #expect(try table(file.bytes).map(\.count) == [7, 7, 7, 7])
        }
    }

    @Test func `no cell is a formula, and whatever is in it is read back`() async throws {
        let hard = [
            "=1+1", " =1", "\"@x\"", "'-2", "\u{201C}+1", "\u{A0}=1", "\u{FF1D}1", "\t1", "-",
            "1-1", "a=b", "a,b;c\td|e", "\"", "Zoë 🦊\nof two lines", " outer ", "\\.", "''=",
        ]
        let owner = try #require(TestDatabase.current).owner
        for (place, text) in hard.enumerated() {
            try await publish(text)
            let (id, enrollment) = (UUID(), UUID())
            _ = try await owner.write([
                """
                INSERT INTO person (institution_id, id, legal_given_name, legal_family_name,
                    chosen_name, registrar_id, email, created_at)
                VALUES (\(World.northfield), \(id), 'A', 'B', \(text), \(text),
                    \("\(place)@example.edu"), \(World.noon))
                """,
                """
                INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id,
                    role, state, starts_on, created_at)
                VALUES (\(World.northfield), \(enrollment), \(World.spring), \(World.honors),
                    \(id), 'learner', 'enrolled', '2027-02-01', \(World.noon))
                """,
            ])
        }
        _ = try await owner.write([
            "UPDATE section SET term_code = '=1', class_number = '-2' WHERE id = \(World.honors)"
        ])

        try await LiveAPI.run { api in
            let rows = try table(try await api.get(Self.path, as: World.osei).bytes)

            let safe = hard.map(FormulaGuard.disarmed)
            #expect(Array(rows[0].dropFirst(5).dropLast()) == safe)
            let strange = rows.dropFirst().filter { $0[2] == "'=1" && $0[3] == "'-2" }
            #expect(Set(strange.map { $0[1] }) == Set(safe + ["Cleopatra Marsh"]))
            #expect(Set(strange.map { $0[0] }) == Set(safe + ["023"]))
        }
    }

    @Test func `what fails in the middle breaks the connection`() async throws {
        try await publish("Hearing one voice")
        let database = try #require(TestDatabase.current)
        _ = try await database.owner.write([
            """
            INSERT INTO ledger_head (institution_id, offering_id, seq, previous, digest)
            VALUES (\(World.northfield), \(World.spring), 1, sha256(''), sha256(''))
            """,
            """
            INSERT INTO grade_entry (institution_id, offering_id, seq, recorded_at, enrollment_id,
                assignment_id, entry, previous, digest)
            SELECT institution_id, offering_id, 1, now(), enrollment_id, id, 'v=2', sha256(''),
                sha256('')
            FROM assignment LIMIT 1
            """,
        ])

        try await serving { api in
            let all = try await Caller(api, as: World.osei).rest()

            #expect(all.hasPrefix("HTTP/1.1 200 OK") && all.contains("\"Registrar ID\""))
            #expect(all.contains("chunked") && !all.hasSuffix("0\r\n\r\n"))
            #expect(!all.contains("v=2"))
        }
    }

    @Test func `whoever goes away in the middle leaves room and connection to others`()
        async throws
    {
        // More than any socket holds.
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            INSERT INTO person (institution_id, id, legal_given_name, legal_family_name,
                chosen_name, email, created_at)
            SELECT \(World.northfield), gen_random_uuid(), 'A', 'B', repeat('x', 2000),
                n || '@example.org', \(World.noon) FROM generate_series(1, 10000) AS n
            """,
            """
            INSERT INTO enrollment (institution_id, id, offering_id, section_id, person_id, role,
                state, starts_on, created_at)
            SELECT institution_id, gen_random_uuid(), \(World.spring), \(World.honors), id,
                'learner', 'enrolled', '2027-02-01', \(World.noon)
            FROM person WHERE email LIKE '%@example.org'
            """,
        ])

        try await serving { api in
            let first = try await Caller(api, as: World.osei)
            let second = try await Caller(api, as: World.osei)
            let begun = [try await first.some(), try await second.some()]
            let third = try await Caller(api, as: World.osei).rest()
            first.leave()
            second.leave()
            var last = third
            while last.hasPrefix("HTTP/1.1 503") {
                last = try await Caller(api, as: World.osei).rest()
            }

            #expect(begun.allSatisfy { $0.hasPrefix("HTTP/1.1 200 OK") })
            #expect(third.hasPrefix("HTTP/1.1 503") && third.contains("Retry-After: 10"))
            #expect(last.hasPrefix("HTTP/1.1 200 OK") && last.hasSuffix("0\r\n\r\n"))
            #expect(last.utf8.count > 20_000_000)
        }
    }
}

extension GradebookFileTests {
    private struct Serving: Sendable {
        let api: LiveAPI
        let port: Int
    }

    /// Over a socket, as a framework's own client would hide how an answer ends.
    private func serving(_ body: @Sendable (Serving) async throws -> Void) async throws {
        try await LiveAPI.run(over: .live) { api in
            try await body(Serving(api: api, port: #require(api.client.port)))
        }
    }

    /// One who asks for the file by a connection of its own.
    private struct Caller {
        private let socket: Int32

        init(_ serving: Serving, as person: ID<Person>) async throws {
            let secret = try await serving.api.session(of: person).text
            socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(serving.port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let outcome = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(socket, $0, size)
                }
            }
            try #require(outcome == 0)
            let request = """
                GET \(API.prefix)\(GradebookFileTests.path) HTTP/1.1\r
                Host: localhost\r
                Authorization: Bearer \(secret)\r
                Connection: close\r
                \r

                """
            try #require(write(socket, request, request.utf8.count) == request.utf8.count)
        }

        /// What comes next; nothing at the end. It waits without a thread: tasks share two.
        func some() async throws -> String {
            var bytes = [UInt8](repeating: 0, count: 1 << 16)
            while true {
                let count = recv(socket, &bytes, bytes.count, Int32(MSG_DONTWAIT))
                guard count < 0, errno == EAGAIN else {
                    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        /// All that is still to come.
        func rest() async throws -> String {
            var all = ""
            while case let more = try await some(), !more.isEmpty { all += more }
            leave()
            return all
        }

        func leave() {
            close(socket)
        }
    }
}
