import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// The gradebook of an offering, and one learner's grades with their history.
struct GradebookRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/offerings/{id}/grades", use: show),
            PageRoute(.get, "/offerings/{id}/grades/{enrollment}", use: showLearner),
            PageRoute(.post, "/offerings/{id}/grades/{enrollment}", use: change),
            PageRoute(.get, "/offerings/{id}/submissions", use: showSubmissions),
        ]
    }

    /// What one page takes; whoever has more learners narrows it, or takes the file.
    private static let most = 1000

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let view = try GradebookView(visit)
        async let offering = records.offering(view.offering, by: visit.actor)
        async let columns = published(in: view.offering, by: visit.actor)
        async let rules = records.gradeRules(of: view.offering, by: visit.actor)
        let (lines, isCut) = try await lines(view, visit)
        return GradebookPage(
            visit, try await offering, view, columns: try await columns, lines: lines,
            rules: try await rules, isCut: isCut
        ).shown(visit.request)
    }

    @Sendable func showSubmissions(_ visit: Visit) async throws -> Response {
        let record = try await records.offering(visit.id(), by: visit.actor)
        let counts = try await records.submissionCounts(of: record.offering.id, by: visit.actor)
        return SubmissionsPage(visit, record, counts).shown(visit.request)
    }

    private func lines(
        _ view: GradebookView, _ visit: Visit
    ) async throws -> ([CourseGradeRecord], isCut: Bool) {
        var all: [CourseGradeRecord] = []
        var next: Cursor?
        repeat {
            let page = try await records.courseGrades(
                of: view.offering, view.filter, by: visit.actor, at: visit.now,
                PageRequest(limit: PageRequest.most, after: next))
            all += page.items
            next = page.next
        } while next != nil && all.count < Self.most
        return (all, next != nil)
    }

    /// In the order of the schedule.
    private func published(
        in offering: ID<Offering>, by actor: Actor
    ) async throws -> [Exploration] {
        try await records.explorations(
            of: offering, by: actor, PageRequest(limit: PageRequest.most)
        ).items.map(\.exploration).filter { $0.state == .published }
    }
}
