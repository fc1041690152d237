/// By which grades a section is graded.
package enum GradingBasis: String, Sendable, Codable, CaseIterable {
    /// P, F
    case passFail = "pass_fail"
    /// H, HP, P, F
    case honors
    /// CR, NC
    case credit
    case letters
    case percent
}
