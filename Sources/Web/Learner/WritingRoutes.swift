import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Writing a reflection, looking at it, handing it in.
struct WritingRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/assignments/{id}/writing", use: write),
            PageRoute(.post, "/assignments/{id}/writing", use: save),
            PageRoute(.get, "/assignments/{id}/submission", use: check),
            PageRoute(.post, "/assignments/{id}/submission", use: submit),
        ]
    }

    @Sendable func write(_ visit: Visit) async throws -> Response {
        let record = try await records.own(visit)
        let draft = try await records.draft(of: record.assignment.id, by: visit.actor)
        if visit.account.mustAcceptCode, AssignmentPage.whyClosed(record, visit) == nil {
            return Self.acceptFirst(record)
        }
        let contacts = ContactCard(try await records.contacts(by: visit.actor))
        return WritingPage(
            visit, record, draft, contacts, isPreview: visit.request.query("preview") != nil
        ).shown(visit.request)
    }

    private static func acceptFirst(_ record: AssignmentRecord) -> Response {
        Shown.redirect(
            Address.observersCode.with([("to", Address.writing(record.assignment.id).path)]))
    }

    /// Three buttons: each saves what was typed, then goes where it says.
    @Sendable func save(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await records.own(visit)
        let id = record.assignment.id
        do {
            let stored = try await records.draft(of: id, by: visit.actor)
            // The script may have saved the same a moment ago.
            if stored.body != form["body"] {
                _ = try await records.saveDraft(
                    form["body"], of: id, version: Int(form["version"]) ?? 0, by: visit.actor,
                    at: visit.now)
            }
            return Self.saved(form["go"], id)
        } catch is PreconditionFailed {
            let other = try await records.draft(of: id, by: visit.actor)
            return ConflictPage(visit, record, mine: form["body"], other: other)
                .shown(visit.request, .preconditionFailed)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            let stored = try await records.draft(of: id, by: visit.actor)
            let contacts = ContactCard(try await records.contacts(by: visit.actor))
            return WritingPage(visit, record, stored, contacts, typed: form["body"], mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private static func saved(_ next: String, _ id: ID<Assignment>) -> Response {
        switch next {
        case "check": Shown.redirect(.submission(id))
        case "preview": Shown.redirect(Address.writing(id).with([("preview", "true")]))
        default: Shown.redirect(.writing(id), done: .draftSaved)
        }
    }

    @Sendable func check(_ visit: Visit) async throws -> Response {
        let record = try await records.own(visit)
        if visit.account.mustAcceptCode, AssignmentPage.whyClosed(record, visit) == nil {
            return Self.acceptFirst(record)
        }
        return try await submissionPage(visit, record).shown(visit.request)
    }

    /// What was looked at is what is handed in: the version travels with the form.
    @Sendable func submit(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await records.own(visit)
        let id = record.assignment.id
        do {
            let draft = try await records.draft(of: id, by: visit.actor)
            guard form["version"] == "\(draft.version)" else { throw PreconditionFailed() }
            _ = try await records.submit(
                draft.body, aiUse: AIUse(form).statement, for: id, by: visit.actor, at: visit.now,
                once: visit.once(form))
            return Shown.redirect(.assignment(id), done: .handedIn)
        } catch IdempotencyKey.Refusal.keyReused {
            // An old copy of the page, sent with another statement: what was handed in stands.
            return Shown.redirect(.submission(id))
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await submissionPage(visit, record, AIUse(form), mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func submissionPage(
        _ visit: Visit, _ record: AssignmentRecord, _ use: AIUse = AIUse(),
        _ mistakes: Mistakes = .none
    ) async throws -> SubmissionPage {
        let draft = try await records.draft(of: record.assignment.id, by: visit.actor)
        let exploration = try await records.exploration(
            record.assignment.exploration, by: visit.actor)
        return SubmissionPage(visit, record, exploration, draft, use, mistakes)
    }
}
