import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct InvitationTests {
    private let now = World.noon
    private let dean = World.actor(World.dean)

    private func records() throws -> Records { try #require(TestDatabase.current).records }

    private func accept(
        _ made: MadeInvitation, _ password: String, at now: Date
    ) async throws {
        try await records().acceptInvitation(
            made.secret, password: password, requestID: "test", at: now)
    }

    @Test func `an invitation sets a password once, and whoever was signed in is signed out`()
        async throws
    {
        let made = try await records().invite(World.ada, by: dean, at: now)
        let shown = try await records().invitation(made.secret, at: now)

        try await accept(made, "a long and quiet evening", at: now)

        #expect(shown.name == "Adaeze Okafor" && shown.person == World.ada)
        let signedIn = try await records().signIn(
            shown.email, "a long and quiet evening", at: "northfield", from: "192.0.2.1",
            requestID: "test", at: now
        ).session()
        #expect(signedIn.person == World.ada)
        await #expect(throws: Invitation.Refusal.invitationOver) {
            try await accept(made, "another long and quiet evening", at: now)
        }
        let record = try await records().audit(
            AuditFilter(action: "invitation.accepted"), by: dean
        ).items
        #expect(record.map(\.entry.person) == [World.ada])
    }

    @Test func `a second link ends the first, and each ends after two weeks`() async throws {
        let first = try await records().invite(World.ada, by: dean, at: now)
        let second = try await records().invite(World.ada, by: dean, at: now)

        for (made, time) in [(first, now), (second, second.invitation.expiresAt)] {
            await #expect(throws: Invitation.Refusal.invitationOver) {
                try await records().invitation(made.secret, at: time)
            }
        }
        #expect(second.invitation.expiresAt == now.addingTimeInterval(14 * World.day))
    }

    @Test func `one that opens an account in use ends after a day`() async throws {
        try await accept(
            records().invite(World.ada, by: dean, at: now), "a long and quiet evening", at: now)

        let forgotten = try await records().invite(World.ada, by: dean, at: now)

        #expect(forgotten.invitation.expiresAt == now.addingTimeInterval(World.day))
        await #expect(throws: Invitation.Refusal.invitationOver) {
            try await records().invitation(
                forgotten.secret, at: now.addingTimeInterval(World.day))
        }
    }

    @Test func `of two at once one sets the password, and the other is told`() async throws {
        let made = try await records().invite(World.ada, by: dean, at: now)

        let results = await withTaskGroup(of: Bool.self) { group in
            for word in ["first", "second"] {
                group.addTask {
                    do {
                        try await accept(made, "the \(word) long evening", at: now)
                        return true
                    } catch {
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }

        #expect(results.count { $0 } == 1)
    }

    @Test func `a weak password uses nothing up`() async throws {
        let made = try await records().invite(World.ada, by: dean, at: now)

        await #expect(throws: Invalid.self) { try await accept(made, "short", at: now) }
        try await accept(made, "a long and quiet evening", at: now)
    }

    @Test func `everybody without a password gets a link, and nobody else`() async throws {
        let made = try await records().invite(World.ada, by: dean, at: now)
        try await accept(made, "a long and quiet evening", at: now)

        let all = try await records().inviteAll(
            of: World.spring, by: World.actor(World.osei), at: now)

        let people = Set(all.map(\.invitation.person))
        #expect(people.isSuperset(of: [World.bo, World.cleo, World.vega]))
        #expect(!people.contains(World.ada) && !people.contains(World.dana))
        #expect(Set(all.map(\.secret.text)).count == all.count)
    }

    @Test func `only the office invites, and nobody who was deactivated`() async throws {
        for actor in [World.actor(World.vega), World.actor(World.ada)] {
            await #expect(throws: (any Error).self) {
                try await records().invite(World.bo, by: actor, at: now)
            }
        }
        let bo = try await records().person(World.bo, by: dean)
        let link = try await records().invite(World.bo, by: dean, at: now)
        var content = bo.content
        content.isActive = false
        try await records().edit(
            World.bo, to: content, version: bo.person.version, by: dean, at: now)

        await #expect(throws: Invitation.Refusal.accountDeactivated) {
            try await records().invite(World.bo, by: dean, at: now)
        }
        await #expect(throws: Invitation.Refusal.invitationOver) {
            try await accept(link, "a long and quiet evening", at: now)
        }
    }
}
