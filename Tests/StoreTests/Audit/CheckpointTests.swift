import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct CheckpointTests {
    private let dean = World.actor(World.dean)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func tamper(_ statements: SQL...) async throws {
        _ = try await #require(TestDatabase.current).owner.write(statements)
    }

    private func line(_ number: Int) async throws {
        try await records.recordRefusal("code-\(number)", route: "GET /", by: dean, at: World.noon)
        try await records.sealAudit(at: World.noon)
    }

    @Test func `a checkpoint is gone through by a chain that grew`() async throws {
        for number in 1...3 { try await line(number) }

        let checkpoint = try await records.makeCheckpoint(by: dean, at: World.noon)
        for number in 4...6 { try await line(number) }

        #expect(checkpoint.heads.map(\.links) == [3])
        #expect(try await records.differences(from: checkpoint, by: dean).isEmpty)
        let record = try await records.audit(AuditFilter(action: "audit."), by: dean)
        #expect(record.items.map(\.entry.action) == ["audit.checkpointed"])
    }

    @Test func `a chain that was rebuilt holds, and differs from the checkpoint`() async throws {
        for number in 1...3 { try await line(number) }
        let checkpoint = try await records.makeCheckpoint(by: dean, at: World.noon)
        try await tamper(
            "DELETE FROM audit_seal", "DELETE FROM audit_head",
            "UPDATE audit SET detail = '{\"code\": \"better\"}' WHERE detail->>'code' = 'code-2'")

        try await records.sealAudit(.week, at: World.noon)

        #expect(try await records.verify(by: dean, at: World.noon).holds)
        #expect(
            try await records.differences(from: checkpoint, by: dean) == checkpoint.heads)
    }

    @Test func `a broken chain gets no checkpoint`() async throws {
        for number in 1...3 { try await line(number) }
        try await tamper("UPDATE audit SET request_id = NULL")

        await #expect(throws: Checkpoint.Refusal.chainBroken) {
            try await records.makeCheckpoint(by: dean, at: World.noon)
        }
    }

    @Test func `a signed checkpoint is read back, and any change of it is noticed`() throws {
        var random = SystemRandomNumberGenerator()
        let key = try CheckpointKey(random: &random)
        let other = try CheckpointKey(random: &random)
        let checkpoint = Checkpoint(
            institution: World.northfield, at: World.noon,
            heads: [
                Checkpoint.Head(offering: nil, links: 7, digest: [UInt8](repeating: 9, count: 32)),
                Checkpoint.Head(
                    offering: World.spring, links: 2, digest: [UInt8](repeating: 255, count: 32)),
            ])

        let file = try key.signed(checkpoint)

        #expect(Checkpoint(signed: file, by: key.publicText) == checkpoint)
        #expect(Checkpoint(signed: file, by: other.publicText) == nil)
        for (old, changed) in [(":7:", ":8:"), ("v=1", "v=2"), ("0909", "0908")] {
            let forged = file.replacing(old, with: changed, maxReplacements: 1)
            #expect(Checkpoint(signed: forged, by: key.publicText) == nil)
        }
        let stored = try #require(CheckpointKey(text: key.text + "\n"))
        #expect(stored.publicText == key.publicText)
        #expect(!"\(key)".contains(key.text))
    }
}
