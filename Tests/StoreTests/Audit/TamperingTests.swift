import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

/// A thousand times somebody who owns the tables changes what was recorded. The record's last second,
/// which isn't sealed yet, is no part of a chain and can be changed: `SealingTests` says so.
@Suite(.world) struct TamperingTests {
    private let dean = World.actor(World.dean)

    /// The numbers are the same in every run.
    private struct Chance {
        private var state: UInt64

        init(_ seed: UInt64) { state = seed }

        /// From 1 to `most`.
        mutating func upTo(_ most: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % most + 1
        }
    }

    @Test func `of a thousand edits, deletions, swaps and cut tails of the record each is found`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let links = 24
        for number in 1...links {
            try await database.records.recordRefusal(
                "code-\(number)", route: "GET /\(number)", by: dean, at: World.noon)
        }
        try await database.records.sealAudit(at: World.noon)
        let tables: [SQL] = ["audit", "audit_seal", "audit_head"]
        try await keep(tables, "ALTER TABLE audit_seal DROP CONSTRAINT audit_seal_audit")
        var chance = Chance(1)

        for turn in 1...700 {
            let change = Self.recordChange(&chance, links)
            try await tamper(change)

            let found = try await database.records.verify(by: dean, at: World.noon)
            #expect(!found.holds, "\(turn): \(change.map(\.description))")
            try await restore(tables)
        }

        #expect(try await database.records.verify(by: dean, at: World.noon).holds)
    }

    private static func recordChange(_ chance: inout Chance, _ links: Int) -> [SQL] {
        let seq = chance.upTo(links)
        let other = (seq + chance.upTo(links - 1) - 1) % links + 1
        let line: SQL = "id = (SELECT audit_id FROM audit_seal WHERE seq = \(seq))"
        let byte = chance.upTo(32) - 1
        let mask = chance.upTo(255)
        let noise = chance.upTo(1_000_000)
        switch chance.upTo(9) {
        case 1:
            return ["UPDATE audit SET at = at + \(noise) * interval '1 microsecond' WHERE \(line)"]
        case 2:
            return [
                """
                UPDATE audit SET detail = detail || jsonb_build_object('code', \(noise)::int)
                WHERE \(line)
                """
            ]
        case 3: return ["UPDATE audit SET person_id = gen_random_uuid() WHERE \(line)"]
        case 4: return ["UPDATE audit SET action = action || 'x' WHERE \(line)"]
        case 5:
            return ["DELETE FROM audit WHERE \(line)", "DELETE FROM audit_seal WHERE seq = \(seq)"]
        case 6: return ["DELETE FROM audit WHERE \(line)"]
        case 7:
            return [
                "ALTER TABLE audit_seal DROP CONSTRAINT IF EXISTS audit_seal_once",
                """
                UPDATE audit_seal SET audit_id = that.audit_id FROM audit_seal that
                WHERE (audit_seal.seq, that.seq) IN ((\(seq), \(other)), (\(other), \(seq)))
                """,
            ]
        case 8: return ["DELETE FROM audit_seal WHERE seq >= \(seq)"]
        default:
            return [
                """
                UPDATE audit_seal SET digest = set_byte(digest, \(byte)::int,
                    get_byte(digest, \(byte)::int) # \(mask)::int) WHERE seq = \(seq)
                """
            ]
        }
    }

    @Test func `of three hundred of the grade ledger each is found`() async throws {
        let database = try #require(TestDatabase.current)
        let links = try await graded()
        let tables: [SQL] = ["grade_entry", "ledger_head"]
        try await keep(tables, "ALTER TABLE grade_entry DROP CONSTRAINT grade_entry_head")
        var chance = Chance(2)

        for turn in 1...300 {
            let change = Self.ledgerChange(&chance, links)
            try await tamper(change)

            let found = try await database.records.verify(by: dean, at: World.noon)
            #expect(!found.holds, "\(turn): \(change.map(\.description))")
            try await restore(tables)
        }

        #expect(try await database.records.verify(by: dean, at: World.noon).holds)
    }

    private static func ledgerChange(_ chance: inout Chance, _ links: Int) -> [SQL] {
        let seq = chance.upTo(links)
        let other = (seq + chance.upTo(links - 1) - 1) % links + 1
        let byte = chance.upTo(32) - 1
        let mask = chance.upTo(255)
        switch chance.upTo(7) {
        case 1:
            return [
                """
                UPDATE grade_entry SET entry = set_byte(entry, \(byte)::int,
                    get_byte(entry, \(byte)::int) # \(mask)::int) WHERE seq = \(seq)
                """
            ]
        case 2: return ["DELETE FROM grade_entry WHERE seq = \(seq)"]
        case 3: return ["DELETE FROM grade_entry WHERE seq >= \(seq)"]
        case 4:
            return [
                """
                UPDATE grade_entry SET entry = that.entry FROM grade_entry that
                WHERE (grade_entry.seq, that.seq) IN ((\(seq), \(other)), (\(other), \(seq)))
                """
            ]
        case 5:
            return [
                """
                UPDATE grade_entry SET enrollment_id = \(World.enrollment(of: World.cleo))
                WHERE seq = \(seq)
                """
            ]
        case 6:
            return [
                """
                UPDATE grade_entry SET digest = set_byte(digest, \(byte)::int,
                    get_byte(digest, \(byte)::int) # \(mask)::int) WHERE seq = \(seq)
                """
            ]
        default:
            return [
                """
                UPDATE ledger_head SET digest = set_byte(digest, \(byte)::int,
                    get_byte(digest, \(byte)::int) # \(mask)::int)
                """
            ]
        }
    }

    /// Grades of Ada and Bo in turn. Answers how many entries they made.
    private func graded() async throws -> Int {
        let records = try #require(TestDatabase.current).records
        let learners = [World.ada, World.bo]
        let entries = 12
        for number in 0..<entries {
            _ = try await records.recordCourseGrade(
                .mark(number.isMultiple(of: 3) ? "F" : "P"), reason: .correction,
                of: World.enrollment(of: learners[number % 2]), in: World.spring,
                by: World.actor(World.vega), at: World.noon + Double(number))
        }
        return entries
    }

    private func keep(_ tables: [SQL], _ loosening: SQL) async throws {
        try await tamper(tables.map { "CREATE TABLE kept_\($0) AS TABLE \($0)" } + [loosening])
    }

    private func restore(_ tables: [SQL]) async throws {
        try await tamper(
            tables.flatMap { ["DELETE FROM \($0)", "INSERT INTO \($0) TABLE kept_\($0)"] })
    }

    private func tamper(_ statements: [SQL]) async throws {
        _ = try await #require(TestDatabase.current).owner.write(statements)
    }
}
