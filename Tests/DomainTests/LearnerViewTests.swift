import Domain
import Foundation
import Testing

@Suite struct LearnerViewTests {
    private func visible(_ outcome: Feedback.Outcome, at time: Date) -> LearnerView.Visible {
        LearnerView.Visible(id: Samples.id(9), outcome: outcome, releasedAt: time)
    }

    @Test func `nothing moves between submission and release`() {
        let later = Samples.due.addingTimeInterval(3600)
        let before = later.addingTimeInterval(-1)

        let views = [
            LearnerView(Samples.assignment(.submitted, submissions: 1), release: nil, at: before),
            LearnerView(Samples.assignment(.inReview, submissions: 1), release: nil, at: before),
            LearnerView(
                Samples.assignment(.complete, submissions: 1),
                release: visible(.complete, at: later), at: before),
        ]

        #expect(views.allSatisfy { $0 == views[0] })
        #expect(views[0].state == .submitted)
    }

    @Test func `a release shows at its time`() {
        let work = Samples.assignment(.complete, submissions: 1)
        let released = visible(.complete, at: Samples.due)

        #expect(LearnerView(work, release: released, at: Samples.due).state == .complete)
        #expect(LearnerView(work, release: nil, at: Samples.due).state == .submitted)
    }

    @Test func `a release that is taken back is seen no longer, and its opening stays known`()
        throws
    {
        var released = Samples.released(.complete, at: Samples.due)

        try released.open(at: Samples.due)
        try released.withdraw(by: Samples.id(10), at: Samples.due)

        #expect(!released.isVisible(at: Samples.due))
        #expect(released.withdrawal?.hadBeenOpened == true)
    }
}
