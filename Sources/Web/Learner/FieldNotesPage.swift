import Domain
import Foundation
import Store

/// All notes of one assignment, and a form for the next.
struct FieldNotesPage: Page {
    static let template = PageTemplate(PackageResources.field_notes_mustache)

    struct Note: Sendable {
        let id: String
        let day: String
        let observed: Markdown
        let thought: Markdown?
        let address: String?
        /// Nil while nothing can be written.
        let edit: String?
        let delete: String?
    }

    let frame: Frame
    let notes: [Note]
    let form: NoteForm
    let why: String?
    let canWrite: Bool
    let action: String
    let key: String
    let keyField = FormKey.field
    let token: String
    let tokenField = FormToken.field
    let readers: String

    init(_ visit: Visit, _ record: AssignmentRecord, _ notes: [FieldNote], _ form: NoteForm) {
        let id = record.assignment.id
        frame = visit.frame(
            "Field notes", in: .assignments,
            crumbs: [
                Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
            ])
        let why = AssignmentPage.whyClosed(record, visit)
        self.why = why
        canWrite = why == nil
        self.notes = notes.map { Note($0, canWrite: why == nil) }
        self.form = form
        action = Address.fieldNotes(id).path
        key = visit.formKey
        token = visit.formToken
        readers =
            "Nobody but you sees your field notes before you have handed something in; then your readers "
            + "do. Coordinators and other learners never see them."
    }
}

extension FieldNotesPage.Note {
    init(_ note: FieldNote, canWrite: Bool) {
        let content = note.content
        id = "note-\(note.id)"
        day = content.visitedOn.words
        observed = Markdown(content.observed)
        thought = content.thought.allSatisfy(\.isWhitespace) ? nil : Markdown(content.thought)
        address = content.pageAddress
        edit = canWrite ? Address.fieldNote(note.id).path : nil
        delete = canWrite ? Address.fieldNoteDeletion(note.id).path : nil
    }
}

/// One note, to be changed.
struct FieldNotePage: Page {
    static let template = PageTemplate(PackageResources.field_note_mustache)

    let frame: Frame
    let form: NoteForm
    /// What is saved, where it was changed from elsewhere in between.
    let other: FieldNotesPage.Note?
    let action: String
    let delete: String
    let version: Int
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ note: FieldNote, _ form: NoteForm,
        _ mistakes: Mistakes = .none
    ) {
        frame = visit.frame(
            "Field note of \(note.content.visitedOn.words)", in: .assignments,
            crumbs: FieldNotePage.crumbs(record))
        self.form = form
        other = mistakes.status == 412 ? FieldNotesPage.Note(note, canWrite: true) : nil
        action = Address.fieldNote(note.id).path
        delete = Address.fieldNoteDeletion(note.id).path
        version = note.version
        token = visit.formToken
    }

    static func crumbs(_ record: AssignmentRecord) -> [Link] {
        let id = record.assignment.id
        return [
            Link("Assignments", .assignments), Link(record.explorationTitle, .assignment(id)),
            Link("Field notes", .fieldNotes(id)),
        ]
    }
}

/// Asks before a note goes, and shows which.
struct NoteDeletionPage: Page {
    static let template = PageTemplate(PackageResources.field_note_deletion_mustache)

    let frame: Frame
    let note: FieldNotesPage.Note
    let mistake: String?
    let action: String
    let back: String
    let version: Int
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: AssignmentRecord, _ note: FieldNote, _ mistakes: Mistakes = .none
    ) {
        frame = visit.frame(
            "Delete this field note?", in: .assignments, crumbs: FieldNotePage.crumbs(record))
        self.note = FieldNotesPage.Note(note, canWrite: true)
        mistake =
            mistakes.status == 412
            ? "It was changed after you had opened this page. Look at it again." : mistakes.general
        action = Address.fieldNoteDeletion(note.id).path
        back = Address.fieldNotes(record.assignment.id).path
        version = note.version
        token = visit.formToken
    }
}

extension Day {
    /// "24 Feb 2027"
    var words: String {
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        return "\(day) \(months[month - 1]) \(year)"
    }
}
