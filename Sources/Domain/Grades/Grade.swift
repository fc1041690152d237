/// What is recorded for an assignment or for the course.
package enum Grade: Sendable, Hashable {
    /// An assignment that counts as completion.
    case complete, incomplete
    /// An assignment that counts as points.
    case points(Points)
    /// A course grade on the section's basis.
    case course(CourseGrade)
    /// The assignment doesn't count for this learner.
    case excused
}
