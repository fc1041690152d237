import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct VerificationTests {
    private let dean = World.actor(World.dean)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    /// What someone who owns the tables does to them.
    private func tamper(_ statements: SQL...) async throws {
        _ = try await #require(TestDatabase.current).owner.write(statements)
    }

    private func sealed() async throws {
        for number in 1...5 {
            try await records.recordRefusal(
                "code-\(number)", route: "GET /", by: dean, at: World.noon)
        }
        try await records.sealAudit(at: World.noon)
    }

    private func auditBreak() async throws -> ChainBreak? {
        try await records.verify(by: dean, at: World.noon).chains[0].firstBreak
    }

    /// Two grades: a release and its withdrawal.
    private func graded() async throws {
        let scene = try Scene()
        let (_, submission) = try await scene.submitted(by: scene.ada)
        let released = try await scene.records.release(
            [try await scene.ready(on: submission)], of: World.spring, by: scene.vega,
            at: Scene.during
        ).released[0]
        _ = try await scene.records.withdrawRelease(released, by: scene.vega, at: Scene.due)
    }

    private func gradeBreak() async throws -> ChainBreak? {
        let found = try await records.verify(by: dean, at: World.noon)
        return try #require(found.chains.first { $0.subject == .grades(World.spring) }).firstBreak
    }

    @Test func `untouched chains hold, and say how long they are`() async throws {
        try await graded()
        try await records.sealAudit(at: Scene.due)

        let found = try await records.verify(by: dean, at: Scene.due + 120)

        #expect(found.holds && found.chains.count == 2)
        #expect(found.chains[1].subject == .grades(World.spring) && found.chains[1].links == 2)
        #expect(found.chains[0].links > 3)
    }

    @Test(arguments: [
        "detail = '{\"code\": \"other\", \"route\": \"GET /\"}'", "action = 'request.granted'",
        "at = at + interval '1 microsecond'", "person_id = gen_random_uuid()",
        "person_id = NULL, operator = 'me'", "request_id = NULL", "detail = '[1]'",
        "subject_id = gen_random_uuid()",
    ])
    func `a line that was changed is named`(_ change: String) async throws {
        try await sealed()

        try await tamper(
            """
            UPDATE audit SET \(SQL(unsafe: change))
            WHERE id = (SELECT audit_id FROM audit_seal WHERE seq = 3)
            """)

        #expect(try await auditBreak() == ChainBreak(sequence: 3, reason: .digestDiffers))
        #expect(try await records.verify(by: dean, at: World.noon).chains[0].links == 2)
    }

    @Test func `a line that was deleted leaves a gap`() async throws {
        try await sealed()

        try await tamper(
            """
            WITH gone AS (DELETE FROM audit_seal WHERE seq = 2 RETURNING audit_id)
            DELETE FROM audit USING gone WHERE audit.id = gone.audit_id
            """)

        #expect(try await auditBreak() == ChainBreak(sequence: 2, reason: .gap))
    }

    @Test func `lines that changed places are named`() async throws {
        try await sealed()

        try await tamper(
            "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_once",
            """
            UPDATE audit_seal SET audit_id = other.audit_id FROM audit_seal other
            WHERE (audit_seal.seq, other.seq) IN ((2, 4), (4, 2))
            """)

        #expect(try await auditBreak() == ChainBreak(sequence: 2, reason: .digestDiffers))
    }

    @Test func `a chain that was cut short doesn't fit its head`() async throws {
        try await sealed()

        try await tamper("DELETE FROM audit_seal WHERE seq = 5")

        #expect(try await auditBreak() == ChainBreak(sequence: 5, reason: .headDiffers))
    }

    @Test func `a head that was set back is named`() async throws {
        try await sealed()

        try await tamper(
            "UPDATE audit_head SET seq = 4, digest = (SELECT digest FROM audit_seal WHERE seq = 4)")

        #expect(try await auditBreak() == ChainBreak(sequence: 5, reason: .headDiffers))
    }

    @Test func `a grade that was changed is named`() async throws {
        try await graded()

        try await tamper(
            """
            UPDATE grade_entry SET entry = convert_to(
                replace(convert_from(entry, 'UTF8'), 'grade=complete', 'grade=excused'), 'UTF8')
            WHERE seq = 1
            """)

        #expect(try await gradeBreak() == ChainBreak(sequence: 1, reason: .digestDiffers))
    }

    @Test func `a grade that was given to somebody else is named`() async throws {
        try await graded()

        try await tamper(
            """
            UPDATE grade_entry SET enrollment_id = \(World.enrollment(of: World.bo))
            WHERE seq = 2
            """)

        #expect(try await gradeBreak() == ChainBreak(sequence: 2, reason: .columnsDiffer))
    }

    @Test func `a grade that was deleted is missed`() async throws {
        try await graded()

        try await tamper("DELETE FROM grade_entry WHERE seq = 1")

        #expect(try await gradeBreak() == ChainBreak(sequence: 1, reason: .gap))
    }

    @Test func `the office verifies, nobody else`() async throws {
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.verify(by: World.actor(World.vega), at: World.noon)
        }
    }
}
