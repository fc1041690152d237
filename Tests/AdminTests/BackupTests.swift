import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world, .timeLimit(.minutes(20))) struct BackupTests {
    private static let name = "Marta Quill"
    private let database: TestDatabase
    private let place: BackupPlace

    init() throws {
        database = try #require(TestDatabase.current)
        place = try BackupPlace()
    }

    /// A submission, a grade, and everything of the record sealed.
    private func arrange() async throws {
        let (records, ada) = (database.records, World.actor(World.ada))
        let vega = World.actor(World.vega)
        let exploration = try await records.createExploration(
            Exploration.Content(
                title: "Walk", prompt: "Read.", communities: [World.blog], opensAt: World.noon,
                dueAt: World.noon.addingTimeInterval(World.day)),
            in: World.spring, by: vega, at: World.noon)
        _ = try await records.publish(exploration, by: vega, at: World.noon)
        let own = try await records.ownAssignments(by: ada).items[0].assignment.id
        _ = try await records.submit(
            "I read \(Self.name).", aiUse: "none", for: own, by: ada, at: World.noon)
        _ = try await records.recordCourseGrade(
            .mark("P"), reason: .correction, of: World.enrollment(of: World.ada),
            in: World.spring, by: vega, at: World.noon)
        try await records.sealAudit(.everything, at: .now)
    }

    @Test func `what is backed up comes back whole, and says so`() async throws {
        try await arrange()

        let folder = try place.backup(of: database)
        let verified = try place.verify(folder)
        let latest = try place.verify(place.path, ["--latest", "--json"])
        let restored = try await place.restored(folder, ["--without-redactions"])

        #expect(latest.code == 0 && latest.output.contains("\"check\" : \"chains\""))
        #expect(verified.code == 0, "\(verified.output)")
        for check in ["manifest", "files", "restore", "schema", "contents", "chains"] {
            #expect(verified.output.contains("\n\(check) "), "\(verified.output)")
        }
        #expect(restored.said.code == 0, "\(restored.said.output)")
        let before = try await WholeDatabase(database.owner).facts()
        #expect(restored.facts == before)
        #expect(restored.texts == ["I read \(Self.name)."])
        // Its owner alone reads it.
        let mode = try FileManager.default.attributesOfItem(atPath: folder)[.posixPermissions]
        #expect(mode as? Int == 0o700)
        #expect(try place.scratchFolders() == [])
    }

    @Test func `a byte that turned is found, and nothing of it is run`() async throws {
        let folder = try place.backup(of: database)
        try place.change(folder + "/database.dump") { $0[$0.count / 2] ^= 1 }

        let said = try place.verify(folder)

        #expect(said.code == 1)
        #expect(said.output.contains("file-changed: database.dump: its SHA-256 differs"))
        #expect(!said.output.contains("restore"))
    }

    @Test(arguments: ["database.dump", "redactions.jsonl", "manifest.json"])
    func `a file that is gone is named`(_ file: String) async throws {
        let folder = try place.backup(of: database)
        try FileManager.default.removeItem(atPath: folder + "/" + file)

        let said = try place.verify(folder)

        let finding = file == "manifest.json" ? "manifest-missing: " : "file-missing: \(file)"
        #expect(said.code == 1 && said.output.contains(finding), "\(said.output)")
    }

    @Test func `a file that was cut is found by its length`() async throws {
        let folder = try place.backup(of: database)
        try place.change(folder + "/database.dump") { $0.removeLast(100) }

        let said = try place.verify(folder)

        #expect(said.code == 1 && said.output.contains("file-cut: database.dump has "))
    }

    @Test func `an edited manifest is found; one that was sealed anew, by its signature`()
        async throws
    {
        let key = try place.key()
        let folder = try place.backup(of: database, ["--key", key.path])
        let signed = try place.verify(folder, ["--public-key", key.publicText])
        try place.change(folder + "/manifest.json") {
            $0 = Data(
                String(decoding: $0, as: UTF8.self).replacing("pg_dump", with: "pg_dunk").utf8)
        }
        let edited = try place.verify(folder, ["--public-key", key.publicText])
        try place.seal(folder)
        let sealed = try place.verify(folder)
        let compared = try place.verify(folder, ["--public-key", key.publicText])

        #expect(signed.code == 0 && signed.output.contains("signed"), "\(signed.output)")
        #expect(edited.code == 1 && edited.output.contains("manifest-edited: "))
        #expect(sealed.code == 0)
        #expect(compared.code == 1 && compared.output.contains("signature-differs: "))
    }

    /// What is done to a restored database before it is dumped anew, and the finding.
    private static let tamperings: [(SQL, String)] = [
        (
            "UPDATE audit SET at = at + interval '1 s'",
            "chain-broken: the record of northfield at 1"
        ),
        ("UPDATE audit_head SET seq = seq - 1", "head-differs: the record of "),
        (
            "UPDATE grade_entry SET entry = entry || 'x'",
            "chain-broken: the grades of \(World.spring) of northfield at 1"
        ),
        ("DELETE FROM submission_text", "rows-differ: submission_text has 0 rows, noted are 1"),
        ("DELETE FROM migration WHERE number = 1", "migrations-differ: migration 1 "),
        (
            "GRANT DELETE ON submission TO peerspective_service",
            "schema-differs: it isn't what was dumped"
        ),
        ("ALTER TABLE grade_entry DISABLE ROW LEVEL SECURITY", "schema-differs: "),
    ]

    @Test(arguments: 0..<7)
    func `a dump that was tampered with is found out, also with fitting digests`(
        _ number: Int
    ) async throws {
        let (statement, finding) = Self.tamperings[number]
        try await arrange()
        let folder = try place.backup(of: database)
        _ = try await database.owner.write([statement])
        try place.dumpAnew(database, into: folder)
        let asItLies = try place.verify(folder)
        try place.noteFiles(of: folder)

        let said = try place.verify(folder)

        #expect(asItLies.output.contains("file-c"), "\(asItLies.output)")
        #expect(said.code == 1 && said.output.contains(finding), "\(said.output)")
    }

    @Test func `a schema that no migration makes is found, whatever the manifest says`()
        async throws
    {
        _ = try await database.owner.write(["GRANT DELETE ON audit TO peerspective_service"])
        let folder = try place.backup(of: database)

        let said = try place.verify(folder)

        #expect(said.code == 1)
        #expect(said.output.contains("schema-differs: the migrations make another"))
    }

    @Test func `what was redacted after the backup is gone after the restore`() async throws {
        try await arrange()
        let folder = try place.backup(of: database)
        try await redact()
        let newer = try place.backup(of: database)
        let log = newer + "/redactions.jsonl"

        let unsaid = try Tool.run(["backup", "restore", folder, "--database-url", "dbname=none"])
        let stale = try await place.restored(newer, ["--redactions", folder + "/redactions.jsonl"])
        let waived = try await place.restored(folder, ["--without-redactions"])
        let restored = try await place.restored(folder, ["--redactions", log])

        #expect(unsaid.code == 2 && unsaid.output.contains("--redactions FILE"))
        #expect(stale.said.code == 1 && stale.said.output.contains("log-is-older: it lacks 1 "))
        #expect(waived.texts == ["I read \(Self.name)."])
        #expect(restored.said.code == 0, "\(restored.said.output)")
        #expect(restored.said.output.contains("1 of 1 done again, 1 texts covered"))
        #expect(restored.texts.count == 1 && !restored.texts[0].contains("Quill"))
        #expect(restored.said.output.contains("links hold"))
    }

    private func redact() async throws {
        func actor(_ name: String) -> Actor {
            Actor(institution: World.northfield, identity: .operator(name), requestID: "test")
        }
        let asked = try await database.records.requestRedaction(
            of: Self.name, in: World.spring, reason: .patientIdentified, by: actor("riley"),
            at: World.noon)
        _ = try await database.asSteward {
            try await $0.carryOutRedaction(
                asked.id, said: Self.name, by: actor("sasha"), at: World.noon)
        }
    }

    @Test func `nothing is restored over something, and a rehearsal changes nothing`() async throws
    {
        let folder = try place.backup(of: database)
        let target = try place.createDatabase()
        defer { place.drop(target) }
        let restore = [
            "backup", "restore", folder, "--without-redactions", "--migrations",
            URL.migrations.path, "--operator", "riley", "--database-url",
        ]

        let rehearsed = try Tool.run(restore + [place.connection(to: target), "--dry-run"])
        let full = try Tool.run(restore + [place.connection(to: target)])
        let again = try Tool.run(restore + [place.connection(to: target)])

        #expect(rehearsed.code == 0 && rehearsed.output.contains("Nothing was changed"))
        #expect(full.code == 0, "\(full.output)")
        #expect(again.code == 1 && again.output.contains("not-empty: "), "\(again.output)")
    }

    @Test func `the service's role can't make one, and leaves nothing lying about`() throws {
        let said = try Tool.run(
            ["backup", "create", place.path, "--database-url", database.connection])

        #expect(said.code == 1 && said.output.contains("owner"), "\(said.output)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
    }

    @Test func `a verification that is killed leaves neither server nor folder`() async throws {
        try await arrange()
        let folder = try place.backup(of: database)

        for signal in ["INT", "TERM", "KILL"] {
            let (status, _) = try Program.run(
                "/bin/sh",
                [
                    "-c",
                    """
                    "$1" backup verify "$2" --scratch "$3" --migrations "$4" >/dev/null 2>&1 &
                    verifying=$!
                    until ls "$3"/*/.s.PGSQL.5432 >/dev/null 2>&1; do
                        kill -0 $verifying 2>/dev/null || exit 3
                        sleep 0.02
                    done
                    kill -\(signal) $verifying
                    """, "sh", Program.adminTool, folder, place.scratch, URL.migrations.path,
                ])
            for _ in 0..<2400 where try place.scratchFolders() != [] {
                try await Task.sleep(for: .milliseconds(50))
            }

            #expect(try status == 0 && place.scratchFolders() == [], "\(signal)")
        }
    }

    @Test func `one that is stopped leaves nothing, and says its password to nobody`() async throws
    {
        let file = place.scratch + ".url"
        defer { try? FileManager.default.removeItem(atPath: file) }  // It was made here.
        let connection = place.owner(of: database) + " password='open sesame'"
        try connection.write(toFile: file, atomically: false, encoding: .utf8)

        // Whose rows aren't in a backup: it is pg_dump alone that waits.
        let (status, output) = try await database.owner.transaction { tx in
            try await tx.run("LOCK TABLE session IN ACCESS EXCLUSIVE MODE")
            return try Program.run(
                "/bin/sh",
                [
                    "-c",
                    """
                    "$1" backup create "$2" --database-url-file "$3" --operator riley &
                    making=$!
                    until pgrep -f "pg_dump.*$2/" >/dev/null; do
                        kill -0 $making 2>/dev/null || exit 3
                        sleep 0.02
                    done
                    cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -o 'open[ ]sesame'
                    kill -TERM $making
                    wait $making
                    """, "sh", Program.adminTool, place.path, file,
                ])
        }

        #expect(status >> 8 == 1 && output.contains("Stopped"), "\(status) \(output)")
        #expect(!output.contains("sesame"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path) == [])
    }
}
