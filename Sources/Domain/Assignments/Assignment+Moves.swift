package import Foundation

extension Assignment {
    package enum Refusal: String, Refusing {
        case notOpen = "not-open"
        case closed
        case notInReview = "not-in-review"
        case nothingSubmitted = "nothing-submitted"
        case alreadyComplete = "already-complete"
        case excused
        case enrollmentEnded = "enrollment-ended"
        case gradeNotOpen = "grade-not-open"
        case readerIsLearner = "reader-is-learner"
        case readerRecused = "reader-recused"
    }

    /// Whether a learner may write and hand in at that time. The close itself is too late; it
    /// doesn't hold for work that came back for revision.
    package func isOpen(at now: Date) -> Bool {
        guard state != .returned else { return true }
        return state.takesSubmissions && closesAt.map { now < $0 } ?? true
    }

    /// The learner's first draft or field note. Later ones change nothing.
    package mutating func explore(at now: Date) throws(Refusal) {
        try requireOpen(at: now)
        if state == .assigned || state == .missing { state = .exploring }
    }

    /// One more submission; answers its number. An earlier one stays as it is.
    package mutating func submit(at received: Date) throws(Refusal) -> Int {
        try requireOpen(at: received)
        submissions += 1
        state = .submitted
        return submissions
    }

    /// At the close: hands in the last saved draft, where that was said beforehand.
    package mutating func takeLastDraft(at now: Date) throws(Refusal) -> Int {
        guard let closesAt, now >= closesAt else { throw .notOpen }
        guard state == .assigned || state == .exploring else { throw .closed }
        submissions += 1
        state = .submitted
        return submissions
    }

    /// A reader begins. The learner doesn't see it.
    package mutating func beginReview() throws(Refusal) {
        guard state == .submitted || state == .inReview else { throw .nothingSubmitted }
        state = .inReview
    }

    /// What a release makes of it.
    package mutating func settle(_ outcome: Feedback.Outcome) throws(Refusal) {
        guard state == .submitted || state == .inReview else { throw .notInReview }
        state = outcome == .complete ? .complete : .returned
    }

    /// Takes a release back: the work lies with its reader again.
    package mutating func reopen() throws(Refusal) {
        guard state == .complete || state == .returned else { throw .notInReview }
        state = .inReview
    }

    /// Whatever the state but a complete one: nothing is expected of the learner here.
    package mutating func excuse() throws(Refusal) {
        guard state != .complete else { throw .alreadyComplete }
        state = .excused
    }

    /// After the close (or the end of the offering) with nothing handed in.
    package mutating func miss() throws(Refusal) {
        guard state == .assigned || state == .exploring else { throw .notOpen }
        state = .missing
    }

    /// Names who reads this learner's work, never someone recused or the learner; nil: nobody.
    package mutating func name(
        reader: ID<Person>?, recusals: Set<ID<Person>>
    ) throws(Refusal) {
        guard reader != learner else { throw .readerIsLearner }
        if let reader, recusals.contains(reader) { throw .readerRecused }
        self.reader = reader
    }

    private func requireOpen(at now: Date) throws(Refusal) {
        if state == .excused { throw .excused }
        if state == .complete { throw .alreadyComplete }
        guard isOpen(at: now) else { throw .closed }
    }
}

extension Assignment.State {
    /// `missing` takes one when an extension opens it again. `inReview` takes one as `submitted`
    /// does: a refusal would tell the learner that reading has begun.
    package var takesSubmissions: Bool {
        switch self {
        case .assigned, .exploring, .submitted, .inReview, .returned, .missing: true
        case .complete, .excused: false
        }
    }
}
