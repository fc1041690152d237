/// What an API token may be used for. A token never allows more than its person may do.
package enum TokenScope: String, Sendable, Codable, CaseIterable {
    /// Read whatever the person may read.
    case read
    /// Save drafts and submit.
    case write
    /// Courses, rosters, explorations, extensions.
    case teach
    /// Feedback, grades, releases, approvals.
    case grade
    /// Make exports and record what became of them.
    case export
}
