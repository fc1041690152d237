import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct ObserverCodeTests {
    private let dean = World.actor(World.dean)
    private let ada = World.actor(World.ada)

    private var records: Records {
        get throws { try #require(TestDatabase.current).records }
    }

    @Test func `a school without a code shows none`() async throws {
        await #expect(throws: NotFound.self) { try await records.observerCode(by: ada) }
        await #expect(throws: NotFound.self) {
            try await records.acceptObserverCode(1, by: ada, at: World.noon)
        }
    }

    @Test func `an acceptance holds for one person and one version`() async throws {
        let first = try await records.publishObserverCode("Read only.", by: dean, at: World.noon)
        try await records.acceptObserverCode(first, by: ada, at: World.noon)
        try await records.acceptObserverCode(first, by: ada, at: World.noon + 60)
        let accepted = try await records.observerCode(by: ada)
        let unread = try await records.observerCode(by: World.actor(World.bo))

        let second = try await records.publishObserverCode("Only read.", by: dean, at: World.noon)

        #expect(accepted.acceptedAt == World.noon && accepted.code.body == "Read only.")
        #expect(unread.acceptedAt == nil)
        #expect((first, second) == (1, 2))
        let renewed = try await records.observerCode(by: ada)
        #expect(renewed.code.number == 2 && renewed.acceptedAt == nil)
        await #expect(throws: ObserverCode.Refusal.superseded) {
            try await records.acceptObserverCode(first, by: ada, at: World.noon)
        }
        let audit = try await records.audit(AuditFilter(action: "observer_code."), by: dean)
        #expect(audit.items.filter { $0.entry.action == "observer_code.accepted" }.count == 1)
    }

    @Test func `versions published at once get numbers of their own`() async throws {
        let records = try records
        let dean = dean

        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for version in 1...4 {
                group.addTask {
                    try await records.publishObserverCode("\(version)", by: dean, at: World.noon)
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }

        #expect(numbers.sorted() == [1, 2, 3, 4])
    }

    @Test func `learners don't publish a code`() async throws {
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.publishObserverCode("Mine.", by: ada, at: World.noon)
        }
    }
}
