extension Enrollment {
    package enum Refusal: String, Refusing {
        case alreadyInState = "already-in-state"
        case alreadyEnrolled = "already-enrolled"
        case learnerNeedsSection = "learner-needs-section"
        case staffState = "staff-state"
        case beforeLatestChange = "before-latest-change"
    }

    /// Takes on what the registrar says; the history keeps what was before. Someone who becomes added
    /// late takes part from that day on.
    package mutating func change(_ change: EnrollmentChange) throws(Refusal) {
        guard change.state != state || change.section != section else { throw .alreadyInState }
        guard role != .learner || change.section != nil else { throw .learnerNeedsSection }
        guard role == .learner || [.enrolled, .withdrawn].contains(change.state) else {
            throw .staffState
        }
        if let latest = history.last, change.effectiveOn < latest.effectiveOn {
            throw .beforeLatestChange
        }
        record(change)
    }

    /// Takes a line of history on as the latest. One that says nothing but another day says when the
    /// person was added.
    package mutating func record(_ change: EnrollmentChange) {
        if change.state == .addedLate, state != .addedLate || change.section == section {
            startsOn = change.effectiveOn
        }
        (state, section) = (change.state, change.section)
        history.append(change)
    }

    /// What held on that day; nil before the first change took effect.
    package func state(on day: Day) -> EnrollmentState? {
        history.last { $0.effectiveOn <= day }?.state
    }
}
