/// Where an enrollment stands with the registrar.
package enum EnrollmentState: String, Sendable, Codable, CaseIterable {
    case enrolled
    case addedLate = "added_late"
    case dropped
    case withdrawn
    case onLeave = "on_leave"
    case auditing
}
