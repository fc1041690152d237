import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// What learners see of their work, and the observer's code.
struct LearnerRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/today", use: today),
            PageRoute(.get, "/assignments", use: assignments),
            PageRoute(.get, "/assignments/{id}", use: assignment),
            PageRoute(.get, "/assignments/{id}/submissions/{submission}", use: handedIn),
            PageRoute(.get, "/assignments/{id}/feedback", use: feedback),
            PageRoute(.get, "/observers-code", use: observersCode),
            PageRoute(.post, "/observers-code", use: acceptCode),
        ]
    }

    @Sendable func today(_ visit: Visit) async throws -> Response {
        let work = try await records.ownWork(by: visit.actor, PageRequest(limit: PageRequest.most))
        let offerings = try await records.offerings(by: visit.actor).items
        let grades = try await records.ownGrades(by: visit.actor, at: visit.now)
        let contacts = ContactCard(try await records.contacts(by: visit.actor))
        return TodayPage(visit, work.items, offerings, grades, contacts).shown(visit.request)
    }

    @Sendable func assignments(_ visit: Visit) async throws -> Response {
        let work = try await records.ownWork(by: visit.actor, visit.request.page())
        return AssignmentsPage(visit, work).shown(visit.request)
    }

    @Sendable func assignment(_ visit: Visit) async throws -> Response {
        let record = try await records.own(visit)
        let id = record.assignment.id
        let exploration = try await records.exploration(
            record.assignment.exploration, by: visit.actor)
        let about = AssignmentPage.About(
            record: record, exploration: exploration,
            community: try await community(of: record, visit),
            rubric: try await rubric(exploration.exploration.rubricVersion, visit),
            draft: try await records.draft(of: id, by: visit.actor),
            receipts: try await records.receipts(of: id, by: visit.actor),
            code: try await code(visit))
        return AssignmentPage(visit, about).shown(visit.request)
    }

    private func community(
        of record: AssignmentRecord, _ visit: Visit
    ) async throws -> Community? {
        guard let id = record.assignment.community else { return nil }
        return try await records.community(id, by: visit.actor)
    }

    private func rubric(
        _ id: ID<RubricVersion>?, _ visit: Visit
    ) async throws -> RubricVersion? {
        guard let id else { return nil }
        return try await records.rubricVersion(id, by: visit.actor)
    }

    @Sendable func handedIn(_ visit: Visit) async throws -> Response {
        let record = try await records.own(visit)
        let submission = try await records.submission(visit.id("submission"), by: visit.actor)
        guard submission.submission.assignment == record.assignment.id else { throw NotFound() }
        let receipts = try await records.receipts(of: record.assignment.id, by: visit.actor)
        return HandedInPage(
            visit, record, submission,
            isAnswered: receipts.answered.contains(submission.submission.id)
        ).shown(visit.request)
    }

    /// Opening it is recorded by the action, as in the API.
    @Sendable func feedback(_ visit: Visit) async throws -> Response {
        let record = try await records.own(visit)
        let released = try await records.releasedFeedback(
            on: record.assignment.id, of: visit.request.id(query: "submission_id"),
            by: visit.actor, at: visit.now)
        let text = try await records.submission(released.submission, by: visit.actor)
        let rubric = try await rubric(released.rubricVersion, visit)
        let author = try await records.authorName(of: released, by: visit.actor)
        return FeedbackPage(visit, record, released, author, text, rubric).shown(visit.request)
    }

    @Sendable func observersCode(_ visit: Visit) async throws -> Response {
        ObserversCodePage(visit, try await code(visit), to: Address.own(visit.request.query("to")))
            .shown(visit.request)
    }

    /// Nil while the school has published none.
    private func code(_ visit: Visit) async throws -> ObserverCodeRecord? {
        do {
            return try await records.observerCode(by: visit.actor)
        } catch is NotFound {
            return nil
        }
    }

    @Sendable func acceptCode(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let to = Address.own(form.filled("to"))
        guard let number = Int(form["number"]) else { throw NotFound() }
        do {
            try await records.acceptObserverCode(number, by: visit.actor, at: visit.now)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return ObserversCodePage(visit, try await code(visit), to: to, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
        return to.map(Shown.redirect) ?? Shown.redirect(.today, done: .codeAccepted)
    }
}

extension Records {
    /// The assignment in the address, where it is the visitor's own: these pages are of nobody else.
    func own(_ visit: Visit) async throws -> AssignmentRecord {
        let record = try await assignment(visit.id(), by: visit.actor)
        guard record.isOwn else { throw NotFound() }
        return record
    }
}
