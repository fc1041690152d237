/// What someone is in an offering by their enrollment, or in the institution by appointment.
package enum Role: String, Sendable, Codable, CaseIterable {
    case learner, instructor, coordinator
}
