import Domain
import Foundation
import Testing

@Suite struct LearnerViewTests {
    @Test func `nothing moves between submission and release`() {
        let later = Samples.due.addingTimeInterval(3600)
        let scheduled = [Samples.released(.complete, at: later)]
        let before = later.addingTimeInterval(-1)

        let views = [
            LearnerView(Samples.assignment(.submitted, submissions: 1), releases: [], at: before),
            LearnerView(Samples.assignment(.inReview, submissions: 1), releases: [], at: before),
            LearnerView(
                Samples.assignment(.complete, submissions: 1), releases: scheduled, at: before),
        ]

        #expect(views.allSatisfy { $0 == views[0] })
        #expect(views[0].state == .submitted)
    }

    @Test func `a release shows at its time and no longer once withdrawn`() throws {
        var released = Samples.released(.complete, at: Samples.due)
        let work = Samples.assignment(.complete, submissions: 1)

        #expect(LearnerView(work, releases: [released], at: Samples.due).state == .complete)
        try released.open(at: Samples.due)
        try released.withdraw(by: Samples.id(10), at: Samples.due)

        let view = LearnerView(work, releases: [released], at: Samples.due)
        #expect(view.visible == nil)
        #expect(view.state == .submitted)
        #expect(released.withdrawal?.hadBeenOpened == true)
    }
}
