import Domain
import Foundation
import HTTPTypes
import Interchange
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct AppealTests {
    @Test func `a packet comes as one zip, which other tools read and check`() async throws {
        let appeal = try await Appeal.made()

        try await LiveAPI.run(at: Appeal.later) { api in
            let answer = try await appeal.ask(api)
            let again = try await appeal.ask(api)

            #expect(answer.status == 201)
            #expect(answer.headers[.contentType] == "application/zip")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(
                answer.headers[.contentDisposition]
                    == "attachment; filename=\"appeal-\(appeal.assignment).zip\"")
            #expect(again.bytes == answer.bytes)
            let packet = try Unpacked(answer.bytes)
            #expect(packet.checksums.status == 0)
            #expect(packet.checksums.output.split(separator: "\n").count == packet.names.count - 1)
            #expect(
                packet.names == [
                    "index.html", "index.json", "submissions/1.txt", "field-notes.json",
                    "feedback/1.json", "feedback/2.json", "rubric.json", "policy.json",
                    "ledger.jsonl",
                    "exports.jsonl", "MANIFEST.sha256",
                ])
            #expect(packet.bytes("submissions/1.txt") == Data(Appeal.text.utf8))
        }
    }

    @Test func `its page says everything, in words that can't break it`() async throws {
        let page = try await Appeal.made().packet().page()

        for said in [
            "Appeal packet: Hearing <one> voice", "Adaeze Okafor", "Read \"slowly\" & stay.",
            "Abena Osei, reason: appeal", "illness",
            "2027-03-11T00:00:00Z (Wed 10 Mar, 19:00 EST, 17:00 Denver)",
            "Late by 2160 minutes; under late policy 1 that costs 20 % of the worth. This "
                + "submission decides.",
            "I expected <anger> & found patience;", "it was \u{FFFD}not mine", "<anger>",
            "presence at 3", "6 of 10 points: 8 earned, 2 taken for lateness.", Appeal.words,
            "P needs 60 % of the points; otherwise F.", "The text gives this digest.",
            "release_withdrawn", "Holds, and fits the entries beside it.", "sent",
            "The stored content has this digest.",
        ] {
            #expect(page.contains(said), "\(said)")
        }
        #expect(!page.contains("does not"))
    }

    @Test
    func `what was released in error stands in it as taken back, and drafts don't stand in it`()
        async throws
    {
        let packet = try await Appeal.made().packet()

        let (first, second) = (
            try packet.json("feedback/1.json"), try packet.json("feedback/2.json")
        )
        #expect(
            first["withdrawn_by"] as? String == "Marisol Vega"
                && first["opened_at"] is [String: Any])
        #expect(second["withdrawn_at"] is NSNull && second["summary"] as? String == Appeal.words)
        let entries = try packet.lines("ledger.jsonl").compactMap { $0["entry"] as? String }
        #expect(
            entries.compactMap { $0.firstMatch(of: /reason=(\w+)/)?.output.1 } == [
                "released", "release_withdrawn", "released", "approved",
            ])
        for name in packet.names { #expect(!packet.text(name).contains(Appeal.draft)) }
        #expect(!packet.text("index.json").contains("insulin"))
    }

    @Test func `field notes stand in it without the page's address, and count as opened`()
        async throws
    {
        let packet = try await Appeal.made().packet()

        #expect(packet.text("field-notes.json").contains("Thirty <posts> about sleep."))
        #expect(try packet.page().contains("Thirty <posts> about sleep."))
        for name in packet.names { #expect(!packet.text(name).contains("secret-page")) }
        let records = try #require(TestDatabase.current).records
        let lines = try await records.audit(by: World.actor(World.dean)).items.map(\.entry)
        #expect(
            lines.filter { $0.action == "field_note.opened" }.map(\.detail)
                == [["reason": "appeal"]])
    }

    @Test func `its ledger can be checked by whoever holds it`() async throws {
        let packet = try await Appeal.made().packet()
        let python = """
            import hashlib, json, sys
            for line in sys.argv[1].splitlines():
                row = json.loads(line)
                bytes = bytes.fromhex(row["previous"]) + row["sequence"].to_bytes(8, "big")
                found = hashlib.sha256(bytes + row["entry"].encode()).hexdigest()
                assert found == row["digest"] and row["fault"] is None
                del bytes
            """

        let (status, output) = try Program.run(
            "/usr/bin/env", ["python3", "-c", python, packet.text("ledger.jsonl")])

        #expect(status == 0, "\(output)")
    }

    @Test func `the packet and the text it opens stand in the record with their reason`()
        async throws
    {
        let appeal = try await Appeal.made()
        let records = try #require(TestDatabase.current).records
        let file = try await records.appealPacket(
            of: appeal.assignment, reason: .complaint, by: World.actor(World.osei),
            at: Appeal.later, packing: { try $0.zip($1) })

        let lines = try await records.audit(by: World.actor(World.dean)).items.map(\.entry)
        let made = try #require(lines.first { $0.action == "appeal.packet_made" })
        let opened = try #require(lines.first { $0.action == "submission.opened" })
        #expect(made.subject == appeal.assignment.rawValue && made.person == World.osei)
        #expect(made.detail == ["reason": "complaint", "digest": Hex.text(file.digest)])
        #expect(opened.subject == appeal.submission.rawValue)
        #expect(opened.detail == ["reason": "complaint"])
    }

    @Test func `instructors and learners get none, and another school finds none`() async throws {
        let appeal = try await Appeal.made()

        try await LiveAPI.run(at: Appeal.later) { api in
            for (person, status) in [
                (World.vega, 403), (World.ada, 403), (World.bo, 404), (World.eve, 404),
                (World.sam, 404), (World.dean, 201),
            ] {
                #expect(try await appeal.ask(api, as: person).status == status)
            }
            let unknown = try await api.post(
                "/assignments/\(appeal.assignment)/appeal-packets", as: World.osei,
                #"{"reason": "curiosity"}"#)
            #expect(unknown.status == 422)
        }
    }

    @Test func `a redacted text is shown as such, and a changed one as changed`() async throws {
        let appeal = try await Appeal.made()
        let owner = try #require(TestDatabase.current).owner

        _ = try await owner.write(["UPDATE submission_text SET body = 'Another text.'"])
        let changed = try await appeal.packet()
        _ = try await owner.write([
            "UPDATE submission_text SET body = '[redacted]', redacted_at = \(Appeal.later)"
        ])
        let redacted = try await appeal.packet()

        #expect(try changed.page().contains("The text does not give this digest."))
        #expect(try redacted.page().contains("Redacted: the digest is of the text as it was"))
        #expect(redacted.text("index.json").contains(#""integrity":"redacted""#))
        #expect(!redacted.text("index.html").contains("<td>anger"))
    }

    @Test func `an entry or an export that was changed is named`() async throws {
        let appeal = try await Appeal.made()
        let owner = try #require(TestDatabase.current).owner

        _ = try await owner.write([
            "UPDATE grade_entry SET digest = sha256(digest) WHERE seq = 2",
            "UPDATE export_content SET content = 'x'",
        ])
        let packet = try await appeal.packet()

        #expect(
            try packet.lines("ledger.jsonl").map { $0["fault"] as? String } == [
                nil, "digest-differs", "previous-differs", nil,
            ])
        #expect(try packet.lines("exports.jsonl").map { $0["content_holds"] as? Bool } == [false])
    }
}
