import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct AuditTests {
    private let dean = World.actor(World.dean)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    /// Five refusals, an hour apart, by Ada and Bo in turn.
    private func arrange() async throws {
        for hour in 0..<5 {
            try await records.recordRefusal(
                "not-allowed", route: "GET /people", subject: World.dean.rawValue,
                by: World.actor([World.ada, World.bo][hour % 2]),
                at: World.noon.addingTimeInterval(Double(hour) * 3600))
        }
    }

    @Test func `a refusal is recorded with its code and route`() async throws {
        try await arrange()

        let entry = try #require(try await records.audit(by: dean).items.last?.entry)

        #expect(entry.action == "request.refused" && entry.person == World.ada)
        #expect(entry.detail == ["code": "not-allowed", "route": "GET /people"])
        #expect(entry.at == World.noon && entry.subject == World.dean.rawValue)
    }

    @Test func `the record is narrowed by who, what, on what and when`() async throws {
        try await arrange()
        _ = try await records.publishObserverCode("Read only.", by: World.operator, at: World.noon)
        func count(_ filter: AuditFilter) async throws -> Int {
            try await records.audit(filter, by: dean).items.count
        }

        #expect(try await count(AuditFilter()) == 6)
        #expect(try await count(AuditFilter(person: World.ada)) == 3)
        #expect(try await count(AuditFilter(name: "LINDQ")) == 2)
        #expect(try await count(AuditFilter(name: "nobody")) == 0)
        #expect(try await count(AuditFilter(operatorName: "test")) == 1)
        #expect(try await count(AuditFilter(action: "request.")) == 5)
        #expect(try await count(AuditFilter(action: "request_")) == 0)
        #expect(try await count(AuditFilter(subject: World.dean.rawValue)) == 5)
        let hour = World.noon.addingTimeInterval(3600)
        #expect(try await count(AuditFilter(from: hour)) == 4)
        #expect(try await count(AuditFilter(to: hour)) == 2)
        #expect(try await count(AuditFilter(person: World.bo, from: hour, to: hour + 1)) == 1)
    }

    @Test func `pages of the record join without a gap, the newest first`() async throws {
        try await arrange()
        var times: [Date] = []
        var after: Cursor?

        repeat {
            let page = try await records.audit(by: dean, PageRequest(limit: 2, after: after))
            times += page.items.map(\.entry.at)
            after = page.next
        } while after != nil

        #expect(
            times == (0..<5).reversed().map { World.noon.addingTimeInterval(Double($0) * 3600) })
    }

    @Test func `the office of the school reads its record, nobody else`() async throws {
        try await arrange()

        for person in [World.ada, World.vega, World.osei] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await records.audit(by: World.actor(person))
            }
        }
        #expect(try await records.audit(by: World.actor(World.sam)).items.isEmpty)
    }
}
