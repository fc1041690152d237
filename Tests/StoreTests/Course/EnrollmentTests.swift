import Domain
import Foundation
import Store
import Support
import Testing

@Suite(.world) struct EnrollmentTests {
    private let scene: Scene
    private var records: Records { scene.records }

    init() throws {
        scene = try Scene()
    }

    private func day(_ text: String) throws -> Day { try #require(Day(text)) }

    @Test func `staff see everyone with their alias, learners don't see the roster`() async throws {
        let all = try await records.enrollments(of: World.spring, by: scene.hahn).items
        let learners = try await records.enrollments(
            of: World.spring, EnrollmentFilter(role: .learner, section: World.passFail),
            by: scene.osei
        ).items

        #expect(
            all.map(\.name) == [
                "Abena Osei", "Adaeze Okafor", "Bo Lindqvist", "Cleopatra Marsh",
                "Marisol Vega", "Peter Hahn",
            ])
        #expect(learners.map(\.enrollment.alias) == [Alias("insulin"), Alias("ketone")])
        #expect(learners[0].enrollment.history.map(\.state) == [.enrolled])
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.enrollments(of: World.spring, by: scene.ada)
        }
    }

    @Test func `the office enrolls, once, and only into a section of the offering`() async throws {
        let starts = try day("2027-03-01")
        let id = try await records.enroll(
            World.zoe, as: .learner, in: World.spring, section: World.honors, state: .addedLate,
            startsOn: starts, by: scene.osei, at: World.noon)

        let read = try await records.enrollment(id, by: scene.vega)
        #expect(read.enrollment.history.map(\.effectiveOn) == [starts])
        #expect(read.enrollment.history.map(\.recordedBy) == [World.osei])
        await #expect(throws: Enrollment.Refusal.alreadyEnrolled) {
            try await records.enroll(
                World.zoe, as: .learner, in: World.spring, section: World.honors,
                startsOn: starts, by: scene.osei, at: World.noon)
        }
        await #expect {
            try await records.enroll(
                World.nia, as: .learner, in: World.spring, section: World.autumnSection,
                startsOn: starts, by: scene.osei, at: World.noon)
        } throws: { ($0 as? Invalid)?.faults.map(\.pointer) == ["/section_id"] }
        await #expect {
            try await records.enroll(
                World.sia, as: .instructor, in: World.spring, section: nil, startsOn: starts,
                by: scene.osei, at: World.noon)
        } throws: { ($0 as? Invalid)?.faults.map(\.pointer) == ["/person_id"] }
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.enroll(
                World.nia, as: .instructor, in: World.spring, section: nil, startsOn: starts,
                by: scene.vega, at: World.noon)
        }
    }

    @Test func `someone added late has the whole time from their start`() async throws {
        _ = try await scene.published()
        let id = World.enrollment(of: World.bo)
        let start = try day("2027-03-05")

        try await records.change(
            id, to: .addedLate, section: World.passFail, effectiveOn: start, version: 1,
            by: scene.osei, at: World.noon)

        let moved = try await records.assignment(scene.assignment(of: scene.bo), by: scene.bo)
        let other = try await records.assignment(scene.assignment(of: scene.ada), by: scene.ada)
        let zone = try #require(TimeZone(identifier: "America/New_York"))
        #expect(
            moved.assignment.dueAt == start.start(in: zone).addingTimeInterval(7 * World.day))
        #expect(other.assignment.dueAt == Scene.due)
        let read = try await records.enrollment(id, by: scene.osei).enrollment
        #expect(read.version == 2 && read.startsOn == start)
        #expect(read.history.map(\.state) == [.enrolled, .addedLate])
        await #expect(throws: PreconditionFailed.self) {
            try await records.change(
                id, to: .withdrawn, section: World.passFail, effectiveOn: start, version: 1,
                by: scene.osei, at: World.noon)
        }
    }

    @Test func `an accommodation moves due times, of that learner only`() async throws {
        _ = try await scene.published()

        _ = try await records.grant(
            Accommodation.Content(timeFactor: Share(thousandths: 1500)),
            to: World.enrollment(of: World.ada), by: scene.osei, at: World.noon)

        let longer = try await records.assignment(scene.assignment(of: scene.ada), by: scene.ada)
        let other = try await records.assignment(scene.assignment(of: scene.bo), by: scene.bo)
        #expect(
            longer.assignment.dueAt == Scene.opens.addingTimeInterval(10.5 * World.day))
        #expect(other.assignment.dueAt == Scene.due)
        await #expect(throws: Policy.Refusal.notAllowed) {
            try await records.grant(
                Accommodation.Content(timeFactor: Share(thousandths: 1500)),
                to: World.enrollment(of: World.ada), by: scene.vega, at: World.noon)
        }
        await #expect {
            try await records.grant(
                Accommodation.Content(timeFactor: .whole, until: World.noon),
                to: World.enrollment(of: World.ada), by: scene.osei, at: World.noon)
        } throws: { error in
            (error as? Invalid)?.faults.map(\.pointer) == ["/time_factor_thousandths", "/until"]
        }
    }

    @Test func `a recusal is recorded once, and ends when it is removed`() async throws {
        for _ in 0..<2 {
            try await records.recuse(
                World.hahn, from: World.ada, in: World.spring, by: scene.hahn, at: World.noon)
        }
        let one = try await records.recusals(of: World.spring, by: scene.vega).items

        #expect(one.map(\.reader) == [World.hahn] && one.map(\.learner) == [World.ada])
        await #expect(throws: Offering.Refusal.notReaderAndLearner) {
            try await records.recuse(
                World.ada, from: World.bo, in: World.spring, by: scene.hahn, at: World.noon)
        }
        try await records.removeRecusal(
            of: World.hahn, from: World.ada, in: World.spring, by: scene.osei, at: World.noon)
        #expect(try await records.recusals(of: World.spring, by: scene.vega).items == [])
        await #expect(throws: NotFound.self) {
            try await records.removeRecusal(
                of: World.hahn, from: World.ada, in: World.spring, by: scene.osei,
                at: World.noon)
        }
    }

    @Test func `aliases go to learners who have none, and never come again`() async throws {
        _ = try await records.enroll(
            World.zoe, as: .learner, in: World.spring, section: World.honors,
            startsOn: day("2027-02-01"), by: scene.osei, at: World.noon)
        await #expect(throws: Alias.Refusal.listExhausted) {
            try await records.assignAliases(
                from: ["insulin", "Ketone"], in: World.spring, by: scene.vega, at: World.noon)
        }

        let given = try await records.assignAliases(
            from: ["insulin", " Basal  Rate "], in: World.spring, by: scene.vega, at: World.noon)

        let all = try await records.enrollments(
            of: World.spring, EnrollmentFilter(role: .learner), by: scene.vega
        ).items
        #expect(given == 1)
        #expect(
            all.compactMap { $0.enrollment.alias?.name }
                == ["insulin", "ketone", "glucagon", "basal rate"])
        let again = try await records.assignAliases(
            from: ["insulin"], in: World.spring, by: scene.vega, at: World.noon)
        #expect(again == 0)
    }
}
