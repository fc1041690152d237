/// How an exploration counts toward the course grade.
package enum CountsAs: Sendable, Hashable {
    /// Done or not.
    case completion
    /// Worth at most so many.
    case points(Points)
    case notCounted

    package var code: String {
        switch self {
        case .completion: "completion"
        case .points: "points"
        case .notCounted: "not_counted"
        }
    }

    package var worth: Points? {
        if case .points(let worth) = self { worth } else { nil }
    }

    /// Refuses a code that isn't one, points without a worth, and a worth where it has no meaning.
    package init?(code: String, worth: Points?) {
        switch (code, worth) {
        case ("completion", nil): self = .completion
        case ("points", let worth?) where worth > .zero: self = .points(worth)
        case ("not_counted", nil): self = .notCounted
        default: return nil
        }
    }
}
