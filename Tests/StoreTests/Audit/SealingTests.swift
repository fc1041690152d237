import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct SealingTests {
    private let dean = World.actor(World.dean)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    private func refuse(_ lines: Int, at time: Date = World.noon) async throws {
        for _ in 0..<lines {
            try await records.recordRefusal("not-allowed", route: "GET /", by: dean, at: time)
        }
    }

    /// Many lines of one millisecond.
    private func fill(_ lines: Int, at time: Date) async throws {
        let owner = try #require(TestDatabase.current).owner
        let millisecond = String(Int(time.timeIntervalSince1970 * 1000), radix: 16)
        _ = try await owner.write([
            """
            INSERT INTO audit (institution_id, id, at, action, detail)
            SELECT \(World.northfield),
                (lpad(\(millisecond), 12, '0') || substr(md5(n::text), 1, 20))::uuid, \(time),
                'request.refused', '{}'
            FROM generate_series(1, \(lines)) AS n
            """
        ])
    }

    @Test func `every line is sealed once, in one chain for each school`() async throws {
        try await refuse(3)
        try await records.recordRefusal(
            "not-allowed", route: "GET /", by: World.actor(World.sia), at: World.noon)

        let first = try await records.sealAudit(at: World.noon)
        let second = try await records.sealAudit(at: World.noon + 1)

        #expect(first == 4 && second == 0)
        let lines = try await records.audit(by: dean).items
        #expect(lines.compactMap(\.sealedAs) == [3, 2, 1])
        #expect(try await records.verify(by: dean, at: World.noon).holds)
    }

    @Test func `a seal of a time to come isn't the last, behind a clock that was set back`()
        async throws
    {
        for time in [World.noon, World.noon + 30 * World.day] {
            try await refuse(1, at: time)
            try await records.sealAudit(.latest, at: time)
        }
        try await refuse(1, at: World.noon + 1)

        let sealed = try await records.sealAudit(.latest, at: World.noon + 8 * World.day)

        #expect(sealed == 1)
        #expect(try await records.verify(by: dean, at: World.noon + 31 * World.day).holds)
    }

    @Test func `a line that appeared late before a long pause is sealed after it`() async throws {
        try await refuse(1, at: World.noon)
        try await records.sealAudit(at: World.noon)
        try await refuse(1, at: World.noon - 4)

        let sealed = try await records.sealAudit(.latest, at: World.noon + 8 * World.day)

        #expect(sealed == 1)
        #expect(try await records.verify(by: dean, at: World.noon + 8 * World.day).holds)
    }

    @Test func `a line that appears behind later ones is sealed too`() async throws {
        try await refuse(2, at: World.noon)
        try await records.sealAudit(at: World.noon)
        try await refuse(1, at: World.noon - 60)

        let recent = try await records.sealAudit(at: World.noon + 1)

        #expect(recent == 1)
        let lines = try await records.audit(by: dean).items
        #expect(lines.map(\.sealedAs) == [2, 1, 3])
        #expect(try await records.verify(by: dean, at: World.noon).holds)
    }

    @Test func `a line that took very long is found by the look back over a week`() async throws {
        try await refuse(1)
        try await records.sealAudit(at: World.noon)
        try await refuse(1, at: World.noon - 3600)

        #expect(try await records.sealAudit(at: World.noon + 1) == 0)
        let missing = try await records.verify(by: dean, at: World.noon)
        #expect(missing.unsealed == 1 && !missing.holds)
        #expect(try await records.sealAudit(.week, at: World.noon + 1) == 1)
        #expect(try await records.verify(by: dean, at: World.noon).holds)
    }

    @Test func `the look of each second goes five seconds back, another two minutes`() async throws
    {
        try await refuse(1)
        try await records.sealAudit(at: World.noon)
        try await refuse(1, at: World.noon - 4)
        try await refuse(2, at: World.noon - 60)

        #expect(try await records.sealAudit(.latest, at: World.noon) == 1)
        #expect(try await records.sealAudit(.latest, at: World.noon + 1) == 0)
        #expect(try await records.sealAudit(.recent, at: World.noon + 1) == 2)
        #expect(try await records.verify(by: dean, at: World.noon).holds)
    }

    @Test func `more lines than fit in one transaction are all sealed`() async throws {
        try await fill(2403, at: World.noon)

        #expect(try await records.sealAudit(at: World.noon) == 2403)
        #expect(try await records.verify(by: dean, at: World.noon).chains[0].links == 2403)
    }

    @Test func `where sealing lagged it goes on behind the last line that is sealed`() async throws
    {
        try await refuse(1)
        try await records.sealAudit(at: World.noon)
        try await fill(1100, at: World.noon + 1)
        try await fill(1100, at: World.noon + 1800)

        #expect(try await records.sealAudit(.latest, at: World.noon + 3600) == 2200)
        #expect(try await records.verify(by: dean, at: World.noon + 3600).holds)
    }

    @Test func `a chain that can't go on doesn't keep other schools from theirs`() async throws {
        let owner = try #require(TestDatabase.current).owner
        try await refuse(1)
        try await records.sealAudit(at: World.noon)
        _ = try await owner.write([
            "UPDATE audit_head SET seq = 0 WHERE institution_id = \(World.northfield)"
        ])
        try await refuse(1)
        try await records.recordRefusal(
            "not-allowed", route: "GET /", by: World.actor(World.sia), at: World.noon)

        await #expect(throws: (any Error).self) {
            try await records.sealAudit(at: World.noon)
        }

        let other = try await records.audit(by: World.actor(World.sam)).items
        #expect(other.map(\.sealedAs) == [1])
    }

    @Test func `many nodes at once don't fork the chain`() async throws {
        let records = try records
        let dean = dean

        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in 0..<6 {
                group.addTask {
                    for step in 0..<8 {
                        let now = World.noon.addingTimeInterval(Double(step))
                        try await records.recordRefusal(
                            "not-allowed", route: "node \(node)", by: dean, at: now)
                        try await records.sealAudit(of: World.northfield, at: now)
                    }
                }
            }
            try await group.waitForAll()
        }
        try await records.sealAudit(at: World.noon + 9)

        let found = try await records.verify(by: dean, at: World.noon + 120)
        #expect(found.holds && found.chains[0].links == 48)
    }

    @Test func `how far sealing is behind is the age of the oldest line without a seal`()
        async throws
    {
        try await refuse(2)
        try await refuse(1, at: World.noon.addingTimeInterval(20))
        let later = World.noon.addingTimeInterval(50)
        let before = try await records.lags(at: later)
        try await records.sealAudit(.everything, at: later)
        try await refuse(1, at: later)

        let after = try await records.lags(at: later.addingTimeInterval(5))

        #expect(before == Lags(closing: 0, sealing: 50))
        #expect(after == Lags(closing: 0, sealing: 5))
    }
}
