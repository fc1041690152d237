import Domain
import Edge
import Hummingbird
import Store

extension GradebookRoutes {
    @Sendable func showLearner(_ visit: Visit) async throws -> Response {
        try await learner(visit).shown(visit.request)
    }

    /// A change of the course grade counts once it is approved.
    @Sendable func change(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let (id, learner) = try Self.place(visit)
        do {
            try await record(GradeChangeSent(form), of: learner, in: id, visit, visit.once(form))
            return Shown.redirect(.learnerGrades(id, learner), done: .gradeChanged)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await self.learner(visit, form, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private static func place(_ visit: Visit) throws -> (ID<Offering>, ID<Enrollment>) {
        (try visit.id(), try visit.id("enrollment"))
    }

    private func record(
        _ sent: GradeChangeSent, of learner: ID<Enrollment>, in offering: ID<Offering>,
        _ visit: Visit, _ once: IdempotencyKey?
    ) async throws {
        switch sent.subject {
        case .course(let grade):
            _ = try await records.recordCourseGrade(
                grade, reason: sent.reason, of: learner, in: offering, by: visit.actor,
                at: visit.now, once: once)
        case .assignment(let assignment, let grade):
            _ = try await records.recordGrade(
                grade, reason: sent.reason, of: assignment, by: visit.actor, at: visit.now,
                once: once)
        }
    }

    private func learner(
        _ visit: Visit, _ form: Form? = nil, _ mistakes: Mistakes = .none
    ) async throws -> LearnerGradesPage {
        let (id, learner) = try Self.place(visit)
        let record = try await records.offering(id, by: visit.actor)
        let found = try await records.courseGrades(
            of: id, GradebookFilter(enrollment: learner), by: visit.actor, at: visit.now)
        guard let line = found.items.first else { throw NotFound() }
        let mayChange =
            !line.isRecused
            && Policy.allows(.recordGrade, by: visit.actor, Ties(enrolledAs: record.role))
        return LearnerGradesPage(
            visit, record, line,
            try await records.gradeHistory(of: learner, in: id, by: visit.actor),
            mayChange ? GradeChangeForm(visit, line, form, mistakes) : nil)
    }
}
