/// Why the office opens a learner's text, which it doesn't see otherwise.
package enum OpeningReason: String, Sendable, Codable, CaseIterable {
    case appeal, complaint, danger
}
