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

    @Test func `more lines than fit in one transaction are all sealed`() async throws {
        let owner = try #require(TestDatabase.current).owner
        _ = try await owner.write([
            """
            INSERT INTO audit (institution_id, id, at, action, detail)
            SELECT \(World.northfield), gen_random_uuid(), \(World.noon), 'request.refused', '{}'
            FROM generate_series(1, 1203)
            """
        ])

        #expect(try await records.sealAudit(at: World.noon) == 1203)
        #expect(try await records.verify(by: dean, at: World.noon).chains[0].links == 1203)
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
}
