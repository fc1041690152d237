import Domain

/// A state in words, with the color that goes with it; never the color alone.
struct StateTag: Sendable {
    let text: String
    /// A class of the sheet; empty for the plain one.
    let look: String

    init(_ text: String, _ look: String = "") {
        (self.text, self.look) = (text, look)
    }
}

extension StateTag {
    /// As the staff see it.
    init(_ state: Assignment.State) {
        switch state {
        case .assigned: self.init("not begun")
        case .exploring: self.init("exploring")
        case .submitted: self.init("submitted", "back")
        case .inReview: self.init("in review", "back")
        case .returned: self.init("returned", "due")
        case .complete: self.init("complete", "done")
        case .excused: self.init("excused")
        case .missing: self.init("missing", "late")
        }
    }

    init(_ state: Exploration.State) {
        switch state {
        case .draft: self.init("draft", "due")
        case .published: self.init("published", "done")
        case .withdrawn: self.init("withdrawn")
        }
    }

    /// How far a reader is with the work.
    init(reading state: Feedback.State?) {
        switch state {
        case nil: self.init("not read yet")
        case .draft: self.init("draft", "due")
        case .ready: self.init("ready to release", "done")
        case .released: self.init("released", "done")
        }
    }
}
