import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// A learner's notes of their visits to a community.
struct FieldNoteRoutes {
    let records: Records

    var routes: [PageRoute] {
        [
            PageRoute(.get, "/assignments/{id}/field-notes", use: list),
            PageRoute(.post, "/assignments/{id}/field-notes", use: add),
            PageRoute(.get, "/field-notes/{id}", use: show),
            PageRoute(.post, "/field-notes/{id}", use: edit),
            PageRoute(.get, "/field-notes/{id}/deletion", use: askToDelete),
            PageRoute(.post, "/field-notes/{id}/deletion", use: delete),
        ]
    }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        try await page(visit, try await records.own(visit)).shown(visit.request)
    }

    @Sendable func add(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let record = try await records.own(visit)
        let id = record.assignment.id
        do {
            _ = try await records.addFieldNote(
                FieldNote.Content(form), to: id, by: visit.actor, at: visit.now,
                once: visit.once(form))
            return Shown.redirect(.fieldNotes(id), done: .noteAdded)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return try await page(visit, record, NoteForm(form, mistakes))
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    private func page(
        _ visit: Visit, _ record: AssignmentRecord, _ form: NoteForm? = nil
    ) async throws -> FieldNotesPage {
        let notes = try await records.fieldNotes(of: record.assignment.id, by: visit.actor)
        return FieldNotesPage(visit, record, notes.map(\.note), form ?? NoteForm(visit, record))
    }

    @Sendable func show(_ visit: Visit) async throws -> Response {
        let (note, record) = try await own(visit)
        return FieldNotePage(visit, record, note, NoteForm(note.content)).shown(visit.request)
    }

    @Sendable func edit(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let (note, record) = try await own(visit)
        do {
            try await records.edit(
                note.id, to: FieldNote.Content(form), version: Int(form["version"]) ?? 0,
                by: visit.actor, at: visit.now)
            return Shown.redirect(.fieldNotes(record.assignment.id), done: .noteSaved)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return FieldNotePage(visit, record, note, NoteForm(form, mistakes), mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    @Sendable func askToDelete(_ visit: Visit) async throws -> Response {
        let (note, record) = try await own(visit)
        return NoteDeletionPage(visit, record, note).shown(visit.request)
    }

    @Sendable func delete(_ visit: Visit) async throws -> Response {
        let form = try await visit.form()
        let (note, record) = try await own(visit)
        do {
            try await records.deleteFieldNote(
                note.id, version: Int(form["version"]) ?? 0, by: visit.actor, at: visit.now)
            return Shown.redirect(.fieldNotes(record.assignment.id), done: .noteDeleted)
        } catch {
            guard let mistakes = Mistakes(error) else { throw error }
            return NoteDeletionPage(visit, record, note, mistakes)
                .shown(visit.request, .init(code: mistakes.status))
        }
    }

    /// The note in the address, where it is the visitor's own.
    private func own(_ visit: Visit) async throws -> (FieldNote, AssignmentRecord) {
        let found = try await records.fieldNote(visit.id(), by: visit.actor)
        guard found.isOwn else { throw NotFound() }
        let record = try await records.assignment(found.note.assignment, by: visit.actor)
        return (found.note, record)
    }
}

extension FieldNote.Content {
    /// Throws for a day that none is; the rest is checked by the action.
    fileprivate init(_ form: Form) throws {
        guard let visitedOn = Day(form["visited_on"]) else {
            throw Invalid("/visited_on", "unreadable", "Give the day of your visit, as 2027-02-24.")
        }
        self.init(
            visitedOn: visitedOn, observed: form["observed"], thought: form["thought"],
            pageAddress: form.filled("page_address"))
    }
}
