/// What lateness means for an exploration, as published with it. Default: it is flagged, no more.
package struct LatePolicy: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Late is flagged and costs nothing.
        case flag
        case perHour = "per_hour"
        case perDay = "per_day"
    }

    /// Counts from 1; the latest number holds.
    package let number: Int
    package let kind: Kind
    package let graceMinutes: Int
    /// For each hour or day begun after the grace, of what the exploration is worth.
    package let deduction: Share
    /// What stays reachable however late, of what the exploration is worth.
    package let floor: Share
    /// Counted from the due time; nil means that it stays open.
    package let closesAfterMinutes: Int?
    /// At the close the last saved draft becomes the submission.
    package let takesLastDraft: Bool

    package init(
        number: Int = 1, kind: Kind = .flag, graceMinutes: Int = 0, deduction: Share = .none,
        floor: Share = .none, closesAfterMinutes: Int? = nil, takesLastDraft: Bool = false
    ) {
        self.number = number
        self.kind = kind
        self.graceMinutes = graceMinutes
        self.deduction = deduction
        self.floor = floor
        self.closesAfterMinutes = closesAfterMinutes
        self.takesLastDraft = takesLastDraft
    }
}
