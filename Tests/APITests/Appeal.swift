import Domain
import Foundation
import Interchange
import Postgres
import Store
import Support
import Testing

/// Ada's work on its whole way: extended, late, returned in error, taken back, released anew,
/// approved, exported and sent. Hahn has begun to read it too.
struct Appeal {
    static let due = World.noon.addingTimeInterval(7 * World.day)
    static let extended = due.addingTimeInterval(World.day)
    /// A day and a half after the extended due time: two days of lateness have begun.
    static let late = extended.addingTimeInterval(1.5 * World.day)
    static let later = late.addingTimeInterval(World.day)
    static let text = "I expected <anger> & found patience;\r\nand it was \u{1}not mine."
    static let words = "You saw what you had brought along."
    static let note = FieldNote.Content(
        visitedOn: Day(of: World.noon, in: .gmt), observed: "Thirty <posts> about sleep.",
        thought: "I had skipped them.", pageAddress: "https://example.org/secret-page")
    static let draft = "What Hahn thinks of it so far."

    let assignment: ID<Assignment>
    let submission: ID<Submission>

    static func made() async throws -> Appeal {
        let database = try #require(TestDatabase.current)
        // Its own zone beside the school's.
        _ = try await database.owner.write([
            "UPDATE offering SET zone = 'America/Denver' WHERE id = \(World.spring.rawValue)"
        ])
        let records = database.records
        let (vega, ada) = (World.actor(World.vega), World.actor(World.ada))
        let assignment = try await given(records, vega, ada)
        _ = try await records.extend(
            assignment, until: extended, reason: .illness, by: vega, at: World.noon)
        _ = try await records.addFieldNote(note, to: assignment, by: ada, at: World.noon)
        let receipt = try await records.submit(
            text, aiUse: "none", for: assignment, by: ada, at: late)
        try await release(records, receipt.id, ada, assignment)
        try await export(records)
        return Appeal(assignment: assignment, submission: receipt.id)
    }

    private static func given(
        _ records: Records, _ vega: Actor, _ ada: Actor
    ) async throws -> ID<Assignment> {
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Hearing <one> voice", prompt: "Read \"slowly\" & stay.",
                communities: [World.blog], countsAs: .points(Points(thousandths: 10_000)),
                rubricVersion: World.rubricVersion, opensAt: World.noon, dueAt: due,
                latePolicy: LatePolicy(kind: .perDay, deduction: Share(thousandths: 100))),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        return try #require(await records.ownAssignments(by: ada).items.first).assignment.id
    }

    /// Points without a summary, opened and taken back; then the same with one.
    private static func release(
        _ records: Records, _ submission: ID<Submission>, _ ada: Actor,
        _ assignment: ID<Assignment>
    ) async throws {
        let vega = World.actor(World.vega)
        _ = try await records.saveFeedback(
            Feedback.Content(summary: draft), on: submission, isReady: false, version: 0,
            by: World.actor(World.hahn), at: late)
        var version = 0
        for (summary, at) in [("", late), (words, late.addingTimeInterval(3600))] {
            let saved = try await records.saveFeedback(
                Feedback.Content(
                    outcome: .complete, points: Points(thousandths: 8000),
                    levels: ["presence": 3],
                    comments: [Feedback.Comment(span: 11..<18, body: "Whose?")],
                    summary: summary),
                on: submission, isReady: true, version: version, by: vega, at: at)
            let receipt = try await records.release(
                [ReleaseItem(feedback: saved.id, version: saved.version)], of: World.spring,
                by: vega, at: at)
            guard summary.isEmpty else { break }
            _ = try await records.releasedFeedback(on: assignment, by: ada, at: at)
            _ = try await records.withdrawRelease(
                try #require(receipt.released.first), by: vega, at: at)
            version = try #require(await records.feedback(on: submission, by: vega)).version
        }
    }

    private static func export(_ records: Records) async throws {
        let (vega, osei) = (World.actor(World.vega), World.actor(World.osei))
        let ada = World.enrollment(of: World.ada)
        _ = try await records.setGradeRule(
            .points([GradeRule.Step(mark: "P", atLeast: 600)], below: "F"), of: World.passFail,
            latest: 0, by: vega, at: late)
        _ = try await records.approveGrades(
            of: World.spring, learners: [ada], by: vega, at: later)
        let id = try await records.makeExport(
            of: World.spring, learners: [ada], .json,
            rendering: { grades, _ in Array(grades.offering.utf8) },
            by: osei, at: later)
        try await records.recordExportState(.sent, of: id, by: osei, at: later)
    }

    func ask(_ api: LiveAPI, as person: ID<Person> = World.osei) async throws -> LiveAPI.Answer {
        try await api.post(
            "/assignments/\(assignment)/appeal-packets", as: person, #"{"reason": "appeal"}"#)
    }

    /// Asks as Osei and unpacks what comes.
    func packet() async throws -> Unpacked {
        let records = try #require(TestDatabase.current).records
        let bytes = try await records.appealPacket(
            of: assignment, reason: .appeal, by: World.actor(World.osei), at: Self.later,
            packing: { try $0.zip($1) }
        ).bytes
        return try Unpacked(bytes)
    }
}

/// A packet as unzip and sha256sum see it.
struct Unpacked {
    /// In their order.
    let names: [String]
    let checksums: (status: Int32, output: String)
    private let files: [String: Data]

    init(_ bytes: [UInt8]) throws {
        let folder = "/tmp/peerspective-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }  // No harm if it stays.
        try Data(bytes).write(to: URL(filePath: "\(folder)/packet.zip"))
        let python = """
            import sys, zipfile
            with zipfile.ZipFile(sys.argv[1] + "/packet.zip") as packet:
                assert packet.testzip() is None
                packet.extractall(sys.argv[1])
                print("\\n".join(packet.namelist()))
            """
        let (status, output) = try Program.run(
            "/usr/bin/env", ["python3", "-c", python, folder])
        try #require(status == 0, "\(output)")
        let names = output.split(separator: "\n").map(String.init)
        let checked = try Program.run(
            "/bin/sh", ["-c", "cd \(folder) && sha256sum --strict -c MANIFEST.sha256"])
        checksums = checked
        self.names = names
        files = try Dictionary(
            uniqueKeysWithValues: names.map {
                ($0, try Data(contentsOf: URL(filePath: "\(folder)/\($0)")))
            })
    }

    func text(_ name: String) -> String {
        String(decoding: files[name] ?? Data(), as: UTF8.self)
    }

    func bytes(_ name: String) -> Data? { files[name] }

    func json(_ name: String) throws -> [String: Any] {
        let bytes = try #require(files[name])
        return try #require(
            try JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }

    func lines(_ name: String) throws -> [[String: Any]] {
        try text(name).split(separator: "\n").map {
            let line = try JSONSerialization.jsonObject(with: Data($0.utf8))
            return try #require(line as? [String: Any])
        }
    }

    /// All text of the page, as an XML parser reads it.
    func page() throws -> String {
        let file = "/tmp/peerspective-test-\(UUID().uuidString).html"
        defer { try? FileManager.default.removeItem(atPath: file) }  // No harm if it stays.
        try #require(files["index.html"]).write(to: URL(filePath: file))
        let python = """
            import sys, re
            import xml.etree.ElementTree as tree
            root = tree.parse(sys.argv[1]).getroot()
            body = root.find("{http://www.w3.org/1999/xhtml}body")
            print(re.sub(r"[ \\n]+", " ", "".join(body.itertext())))
            """
        let (status, output) = try Program.run(
            "/usr/bin/env", ["python3", "-c", python, file])
        try #require(status == 0, "\(output)")
        return output
    }
}
