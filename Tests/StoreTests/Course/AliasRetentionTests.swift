import Domain
import Foundation
import Postgres
import Store
import Support
import Testing

@Suite(.world) struct AliasRetentionTests {
    private let scene: Scene
    /// Grades were final long before its last day, 2027-04-30 in New York.
    private let lastDay = ISO8601DateFormatter().date(from: "2027-05-01T04:00:00Z") ?? .distantPast

    init() throws { scene = try Scene() }

    private func end(finalizedAt: Date?) async throws {
        let database = try #require(TestDatabase.current)
        _ = try await database.owner.write([
            """
            UPDATE offering SET finalized_at = \(finalizedAt), ends_on = '2027-04-30',
                zone = 'America/New_York'
            WHERE id = \(World.spring.rawValue)
            """
        ])
    }

    private func aliases() async throws -> [Alias] {
        try await scene.records.enrollments(
            of: World.spring, EnrollmentFilter(role: .learner), by: scene.vega
        ).items.compactMap(\.enrollment.alias)
    }

    private func forget(at now: Date) async throws -> Int {
        try await scene.records.forgetAliases(of: World.northfield, at: now)
    }

    @Test func `after the days that the school set, who stands behind an alias is forgotten`()
        async throws
    {
        try await end(finalizedAt: Scene.during)
        let before = try await aliases()
        let far = lastDay + 4000 * World.day
        let unset = try await forget(at: far)
        let set = try await scene.records.setAliasRetention(
            days: 90, by: World.operator, at: Scene.during)

        let early = try await forget(at: lastDay + 90 * World.day - 1)
        let told = try await scene.records.aliasRetention(
            by: World.operator, at: lastDay + 90 * World.day)
        let due = try await forget(at: lastDay + 90 * World.day)
        let again = try await forget(at: far)

        #expect(unset == 0 && set.due.isEmpty && early == 0)
        #expect(told.days == 90 && told.due.map(\.offering) == [World.spring])
        #expect(told.due.map(\.aliases) == [before.count] && before.count > 1)
        #expect(due == 1 && again == 0)
        #expect(try await aliases() == [])
        let lines = try await scene.records.audit(
            AuditFilter(action: "alias.forgotten"), by: World.actor(World.dean)
        ).items
        #expect(lines.map(\.entry.detail) == [["count": "\(before.count)"]])
    }

    @Test func `what is forgotten is told to nobody, stays taken, and no other follows`()
        async throws
    {
        try await end(finalizedAt: Scene.during)
        let known = try #require(try await aliases().first)
        _ = try await scene.records.setAliasRetention(
            days: 30, by: World.operator, at: Scene.during)
        _ = try await forget(at: lastDay + 31 * World.day)

        await #expect(throws: Invalid.self) {
            try await scene.records.reveal(
                known, in: World.spring, reason: .danger, by: scene.vega, at: lastDay)
        }
        await #expect(throws: Alias.Refusal.forgotten) {
            try await scene.records.assignAliases(
                from: ["basal", "bolus", "lancet", "sensor"], in: World.spring, by: scene.vega,
                at: lastDay)
        }
        let rows = try await #require(TestDatabase.current).owner.read([
            """
            SELECT name, person_id IS NULL AND assigned_at IS NULL AS is_bare FROM alias
            WHERE offering_id = \(World.spring.rawValue)
            """
        ])[0]
        let names = try rows.map { try $0["name"] as String }
        #expect(names.contains(known.name))
        #expect(try rows.allSatisfy { try $0["is_bare"] })
    }

    @Test
    func `while grades aren't final nothing is forgotten, and late ones start the clock anew`()
        async throws
    {
        try await end(finalizedAt: nil)
        _ = try await scene.records.setAliasRetention(
            days: 30, by: World.operator, at: Scene.during)
        let final = lastDay + 200 * World.day

        let open = try await forget(at: final)
        try await end(finalizedAt: final)
        let early = try await forget(at: final + 30 * World.day - 1)
        let due = try await forget(at: final + 30 * World.day)

        #expect(open == 0 && early == 0 && due == 1)
    }

    @Test func `the days are an operator's to set, and leave time for an appeal`() async throws {
        for actor in [scene.osei, World.actor(World.dean)] {
            await #expect(throws: Policy.Refusal.notAllowed) {
                try await scene.records.setAliasRetention(days: 90, by: actor, at: Scene.during)
            }
        }
        for days in [-1, 0, 29, 36_501] {
            await #expect(throws: Invalid.self) {
                try await scene.records.setAliasRetention(
                    days: days, by: World.operator, at: Scene.during)
            }
        }
        let kept = try await scene.records.aliasRetention(by: World.operator, at: Scene.during)
        #expect(kept.days == nil && kept.due.isEmpty)
    }

    @Test func `the service can take a person from an alias, and put none in their place`()
        async throws
    {
        let database = try #require(TestDatabase.current)
        let tenant = LocalSettings(["peerspective.institution": World.northfield.description])

        let error = await #expect(throws: PostgresError.self) {
            _ = try await database.service.write(
                [
                    """
                    UPDATE alias SET person_id = \(World.bo.rawValue)
                    WHERE person_id = \(World.ada.rawValue)
                    """
                ], tenant)
        }

        #expect(error?.sqlState == "42501")
        #expect(try await aliases().count > 1)
    }
}
