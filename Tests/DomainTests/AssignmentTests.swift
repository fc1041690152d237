import Domain
import Foundation
import Testing

@Suite struct AssignmentTests {
    @Test func `work goes from assigned over returned to complete`() throws {
        var assignment = Samples.assignment()

        try assignment.explore(at: Samples.opens)
        #expect(assignment.state == .exploring)
        #expect(try assignment.submit(at: Samples.due) == 1)
        try assignment.beginReview()
        try assignment.settle(.returned)
        #expect(assignment.state == .returned)
        #expect(try assignment.submit(at: Samples.due) == 2)
        try assignment.settle(.complete)

        #expect(assignment.state == .complete)
        #expect(assignment.submissions == 2)
    }

    @Test func `at the close itself it is too late`() {
        var assignment = Samples.assignment()
        let close = Samples.due.addingTimeInterval(3600)

        #expect(assignment.isOpen(at: close.addingTimeInterval(-1)))
        #expect(throws: Assignment.Refusal.closed) { try assignment.submit(at: close) }
        #expect(assignment.submissions == 0)
    }

    @Test(arguments: [
        (Assignment.State.complete, Assignment.Refusal.alreadyComplete),
        (.excused, .excused),
    ])
    func `nothing is handed in where nothing is expected`(
        state: Assignment.State, refusal: Assignment.Refusal
    ) {
        var assignment = Samples.assignment(state, submissions: 1)

        #expect(throws: refusal) { try assignment.submit(at: Samples.opens) }
    }

    @Test func `a reading that has begun doesn't keep the learner from handing in again`() throws {
        var unread = Samples.assignment(.submitted, submissions: 1)
        var read = Samples.assignment(.inReview, submissions: 1)

        #expect(try unread.submit(at: Samples.opens) == 2)
        #expect(try read.submit(at: Samples.opens) == 2)
        #expect(read.state == .submitted)
    }

    @Test func `the last draft is taken at the close, not before`() throws {
        var assignment = Samples.assignment(.exploring)
        let close = Samples.due.addingTimeInterval(3600)

        #expect(throws: Assignment.Refusal.notOpen) {
            try assignment.takeLastDraft(at: close.addingTimeInterval(-1))
        }
        #expect(try assignment.takeLastDraft(at: close) == 1)
    }

    @Test func `nobody recused, and no learner, reads the work`() throws {
        var assignment = Samples.assignment()
        let reader: ID<Person> = Samples.id(10)

        #expect(throws: Assignment.Refusal.readerRecused) {
            try assignment.name(reader: reader, recusals: [reader])
        }
        #expect(throws: Assignment.Refusal.readerIsLearner) {
            try assignment.name(reader: assignment.learner, recusals: [])
        }
        try assignment.name(reader: reader, recusals: [])
        #expect(assignment.reader == reader)
    }
}
