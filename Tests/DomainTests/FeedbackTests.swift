import Domain
import Testing

@Suite struct FeedbackTests {
    private let author: ID<Person> = Samples.id(10)

    private var feedback: Feedback {
        Feedback(
            id: Samples.id(7), assignment: Samples.id(1), submission: Samples.id(6), author: author)
    }

    @Test func `feedback is written, made ready and released, and an edit makes it a draft`() throws
    {
        var feedback = feedback

        try feedback.write(Feedback.Content(outcome: .complete), by: author)
        try feedback.ready(by: author, countsAs: .completion, rubric: nil)
        #expect(feedback.state == .ready)
        try feedback.write(Feedback.Content(outcome: .complete, summary: "More"), by: author)
        #expect(throws: Feedback.Refusal.notReady) { try feedback.release() }
        try feedback.ready(by: author, countsAs: .completion, rubric: nil)
        try feedback.release()

        #expect(feedback.state == .released)
        #expect(throws: Feedback.Refusal.alreadyReleased) {
            try feedback.write(Feedback.Content(), by: author)
        }
    }

    @Test func `nobody but its author writes it`() {
        var feedback = feedback

        #expect(throws: Feedback.Refusal.notTheAuthor) {
            try feedback.write(Feedback.Content(), by: Samples.id(11))
        }
    }

    @Test func `points stay within the worth`() throws {
        var feedback = feedback
        let worth = CountsAs.points(Points(thousandths: 10_000))
        let content = Feedback.Content(outcome: .complete, points: Points(thousandths: 10_001))
        try feedback.write(content, by: author)

        #expect(throws: Feedback.Refusal.pointsOutOfRange) {
            try feedback.ready(by: author, countsAs: worth, rubric: nil)
        }
        #expect(throws: Feedback.Refusal.pointsUnexpected) {
            try feedback.ready(by: author, countsAs: .completion, rubric: nil)
        }
    }
}
