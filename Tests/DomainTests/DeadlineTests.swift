import Domain
import Foundation
import Testing

@Suite struct DeadlineTests {
    private func deadline(
        _ state: EnrollmentState = .enrolled, start: Date = Samples.opens,
        accommodations: [Accommodation] = [], extensions: [Extension] = []
    ) -> Deadline? {
        Deadline(
            Samples.exploration, policy: LatePolicy(closesAfterMinutes: 60), state: state,
            start: start, accommodations: accommodations, extensions: extensions)
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
        func granted(_ due: Date) -> Extension {
            Extension(
                id: Samples.id(22), assignment: Samples.id(1), dueAt: due, closesAt: nil,
                reason: .confidential, grantedBy: Samples.id(10), grantedAt: Samples.opens)
        }
        let later = Samples.due.addingTimeInterval(86_400)

        #expect(deadline(extensions: [granted(later)])?.closesAt == later.addingTimeInterval(3600))
        #expect(deadline(extensions: [granted(Samples.opens)])?.dueAt == Samples.due)
    }
}
