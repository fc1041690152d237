import Domain
import Foundation
import Testing

@Suite struct DeadlineTests {
    private func deadline(
        _ state: EnrollmentState = .enrolled, start: Date = Samples.opens,
        accommodations: [Accommodation] = [], extended: Deadline? = nil
    ) -> Deadline? {
        Deadline(
            opensAt: Samples.opens, dueAt: Samples.due,
            policy: LatePolicy(closesAfterMinutes: 60), state: state, start: start,
            accommodations: accommodations, extended: extended)
    }

    @Test func `someone added late gets the whole span from their start`() {
        let start = Samples.opens.addingTimeInterval(3 * 86_400)

        #expect(deadline(.addedLate, start: start)?.dueAt == start.addingTimeInterval(7 * 86_400))
        #expect(deadline(.enrolled, start: start)?.dueAt == Samples.due)
        #expect(deadline(.withdrawn) == nil)
    }

    @Test func `an accommodation lengthens every due time within its term, and the close with it`()
    {
        let half = Accommodation(
            id: Samples.id(20), timeFactor: Share(thousandths: 1500), until: nil,
            grantedAt: Samples.opens)
        let over = Accommodation(
            id: Samples.id(21), timeFactor: Share(thousandths: 2000), until: Samples.opens,
            grantedAt: Samples.opens)

        let found = deadline(accommodations: [half, over])

        #expect(found?.dueAt == Samples.opens.addingTimeInterval(10.5 * 86_400))
        #expect(found?.closesAt == found?.dueAt.addingTimeInterval(3600))
    }

    @Test func `an extension moves due time and close, and takes nothing away`() {
        let later = Samples.due.addingTimeInterval(86_400)

        let longer = deadline(extended: Deadline(dueAt: later, closesAt: nil))
        let shorter = deadline(extended: Deadline(dueAt: Samples.opens, closesAt: Samples.opens))

        #expect(longer?.closesAt == later.addingTimeInterval(3600))
        #expect(shorter?.dueAt == Samples.due)
        #expect(shorter?.closesAt == Samples.due.addingTimeInterval(3600))
    }
}
