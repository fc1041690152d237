package import Domain
package import Foundation
import Postgres

/// A field note as its learner sees it, or a reader. One who reads by a code is shown neither times nor
/// the page's address: they would tell who wrote it.
package struct FieldNoteRecord: Sendable, Equatable {
    package let note: FieldNote
    package let isReadBlind: Bool
    /// It is the actor's own.
    package let isOwn: Bool
}

extension Records {
    /// By day of the visit: for their learner, and for readers once something was handed in.
    package func fieldNotes(
        of assignment: ID<Assignment>, by actor: Actor
    ) async throws -> [FieldNoteRecord] {
        let rows = try await read(
            actor.institution, FieldNote.place(assignment, actor),
            """
            SELECT \(FieldNote.columns) FROM field_note \(FieldNote.texts)
            WHERE field_note.institution_id = \(actor.institution)
                AND field_note.assignment_id = \(assignment)
            ORDER BY field_note.visited_on, field_note.id
            """)
        let place = try rows[0].one()
        try FieldNote.check(.readFieldNotes, by: actor, place)
        return try rows[1].map { try FieldNoteRecord($0, in: place) }
    }

    package func fieldNote(
        _ id: ID<FieldNote>, by actor: Actor
    ) async throws -> FieldNoteRecord {
        let row = try await read(actor.institution, FieldNote.one(id, actor))[0].one()
        try FieldNote.check(.readFieldNotes, by: actor, row)
        return try FieldNoteRecord(row, in: row)
    }

    /// As long as drafts are taken, and up to fifty for an assignment. The first begins the exploring.
    package func addFieldNote(
        _ content: FieldNote.Content, to assignment: ID<Assignment>, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> ID<FieldNote> {
        try content.check(at: now)
        return try await once(key, by: actor, at: now) { act in
            let place = try await act.run(FieldNote.place(assignment, actor)).one()
            try FieldNote.check(.writeFieldNotes, by: actor, place)
            try await act.holdToWrite(assignment)
            let count: Int = try await act.run(
                """
                SELECT count(*) AS total FROM field_note
                WHERE institution_id = \(act.institution) AND assignment_id = \(assignment)
                """
            ).one()["total"]
            guard count < FieldNote.most else { throw FieldNote.Refusal.tooMany }
            var random = act.randomness
            let id: ID<FieldNote> = .timeless(random: &random)
            for statement in content.insert(id, assignment, act) { act.queue(statement) }
            return id
        }
    }

    package func edit(
        _ id: ID<FieldNote>, to content: FieldNote.Content, version: Int, by actor: Actor,
        at now: Date
    ) async throws {
        try content.check(at: now)
        try await act(by: actor, at: now) { act in
            try await act.lockFieldNote(id, version)
            for statement in content.update(id, act) { act.queue(statement) }
        }
    }

    package func deleteFieldNote(
        _ id: ID<FieldNote>, version: Int, by actor: Actor, at now: Date
    ) async throws {
        try await act(by: actor, at: now) { act in
            try await act.lockFieldNote(id, version)
            act.queue(
                """
                DELETE FROM field_note_text
                WHERE institution_id = \(act.institution) AND field_note_id = \(id)
                """)
            act.queue(
                "DELETE FROM field_note WHERE institution_id = \(act.institution) AND id = \(id)")
        }
    }
}

extension Act {
    /// The assignment first, as everywhere: whoever writes in it holds it.
    fileprivate func lockFieldNote(_ id: ID<FieldNote>, _ version: Int) async throws {
        let row = try await run(FieldNote.one(id, actor)).one()
        try FieldNote.check(.writeFieldNotes, by: actor, row)
        try await holdToWrite(row["assignment_id"])
        let found: Int = try await run(
            """
            SELECT version FROM field_note
            WHERE institution_id = \(institution) AND id = \(id) FOR NO KEY UPDATE
            """
        ).one()["version"]
        guard found == version else { throw PreconditionFailed() }
    }
}
