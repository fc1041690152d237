import Domain
import Foundation
import Testing

@Suite struct LatePolicyTests {
    private let due = Samples.due
    private let daily = LatePolicy(
        kind: .perDay, graceMinutes: 60, deduction: Share(thousandths: 100),
        floor: Share(thousandths: 500), closesAfterMinutes: 14 * 1440)

    @Test(arguments: [
        (0.0, 0), (3600.0, 0), (3601.0, 100), (90_000.0, 100), (90_001.0, 200),
        (2_595_600.0, 500),
    ])
    func `each day begun after the grace costs, down to the floor`(seconds: Double, cost: Int) {
        let share = daily.deduction(submittedAt: due.addingTimeInterval(seconds), dueAt: due)

        #expect(share.thousandths == cost)
    }

    @Test func `by default late is flagged and costs nothing`() {
        let late = due.addingTimeInterval(90 * 86_400)

        #expect(LatePolicy().deduction(submittedAt: late, dueAt: due) == .none)
        #expect(LatePolicy().closes(dueAt: due) == nil)
    }

    @Test func `what was earned below the floor stays`() {
        let worth = Points(thousandths: 10_000)
        let late = due.addingTimeInterval(30 * 86_400)

        let low = daily.points(
            earned: Points(thousandths: 3000), worth: worth, submittedAt: late, dueAt: due)
        let high = daily.points(earned: worth, worth: worth, submittedAt: late, dueAt: due)

        #expect(low.description == "3")
        #expect(high.description == "5")
    }

    @Test func `a later change may only favor the learner`() throws {
        let milder = LatePolicy(
            kind: .perDay, graceMinutes: 120, deduction: Share(thousandths: 50),
            floor: Share(thousandths: 500), closesAfterMinutes: 14 * 1440)

        #expect(try daily.replaced(by: milder).number == 2)
        #expect(try daily.replaced(by: LatePolicy()).kind == .flag)
        #expect(throws: LatePolicy.Refusal.disfavorsLearner) { try milder.replaced(by: daily) }
        #expect(throws: LatePolicy.Refusal.disfavorsLearner) {
            try LatePolicy().replaced(by: daily)
        }
    }

    @Test func `four percent per hour is no favor where ten per day held`() {
        let hourly = LatePolicy(
            kind: .perHour, graceMinutes: 60, deduction: Share(thousandths: 40),
            floor: Share(thousandths: 500))

        #expect(!hourly.favors(over: daily))
        #expect(throws: LatePolicy.Refusal.disfavorsLearner) { try daily.replaced(by: hourly) }
    }

    @Test(arguments: [Int.max, 525_601, -1])
    func `minutes beyond a year are refused and not computed with`(minutes: Int) {
        #expect(throws: LatePolicy.Refusal.outOfRange) {
            try LatePolicy().replaced(
                by: LatePolicy(
                    kind: .perDay, graceMinutes: minutes, deduction: Share(thousandths: 100)))
        }
        #expect(throws: LatePolicy.Refusal.outOfRange) {
            try LatePolicy(closesAfterMinutes: minutes).check()
        }
    }

    @Test(arguments: [
        (0, "it closes at the due time."), (1, "it closes 1 minute after the due time."),
        (90, "it closes 90 minutes after the due time."),
        (60, "it closes 1 hour after the due time."),
        (1440, "it closes 1 day after the due time."),
        (4685, "it closes 3 days 6 hours 5 minutes after the due time."),
    ])
    func `a policy says times as people do`(minutes: Int, said: String) {
        #expect(LatePolicy(closesAfterMinutes: minutes).sentence.hasSuffix(said))
    }
}
