import Domain
import Foundation
import Postgres

extension FieldNote {
    static let columns: SQL = """
        field_note.id, field_note.assignment_id, field_note.visited_on, field_note.written_at,
        field_note.changed_at, field_note.version, words.observed, words.thought,
        words.page_address
        """

    static let texts: SQL = """
        JOIN field_note_text words ON words.institution_id = field_note.institution_id
            AND words.field_note_id = field_note.id
        """

    /// Of an assignment: how the actor stands to it, whether something was handed in, and whether its
    /// readers see codes.
    static func place(_ assignment: ID<Assignment>, _ actor: Actor) -> SQL {
        """
        SELECT \(placeColumns(actor)) FROM assignment \(joins)
        WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(assignment)
        """
    }

    /// A note with its place.
    static func one(_ id: ID<FieldNote>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns), \(placeColumns(actor)) FROM field_note \(texts)
        JOIN assignment ON assignment.institution_id = field_note.institution_id
            AND assignment.id = field_note.assignment_id \(joins)
        WHERE field_note.institution_id = \(actor.institution) AND field_note.id = \(id)
        """
    }

    private static func placeColumns(_ actor: Actor) -> SQL {
        """
        \(Ties.workColumns(actor)), assignment.submissions, \(Exploration.isStillBlind) AS is_blind
        """
    }

    private static let joins: SQL = """
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        """

    /// Before something was handed in nobody but the learner learns that there is one.
    static func check(_ verb: Verb, by actor: Actor, _ place: Row) throws {
        let ties = try Ties(work: place)
        let submissions: Int = try place["submissions"]
        guard ties.isOwn || submissions > 0 else { throw NotFound() }
        try Policy.check(verb, by: actor, ties)
    }
}

extension FieldNote.Content {
    func insert(_ id: ID<FieldNote>, _ assignment: ID<Assignment>, _ act: Act) -> [SQL] {
        [
            """
            INSERT INTO field_note (institution_id, id, assignment_id, visited_on, written_at,
                changed_at)
            VALUES (\(act.institution), \(id), \(assignment), \(visitedOn), \(act.now), \(act.now))
            """,
            """
            INSERT INTO field_note_text (institution_id, field_note_id, observed, thought,
                page_address)
            VALUES (\(act.institution), \(id), \(observed), \(thought), \(pageAddress))
            """,
            LearnerGuard.exploring(assignment, act.actor, at: act.now),
        ]
    }

    func update(_ id: ID<FieldNote>, _ act: Act) -> [SQL] {
        [
            """
            UPDATE field_note SET visited_on = \(visitedOn),
                changed_at = greatest(written_at, \(act.now)), version = version + 1
            WHERE institution_id = \(act.institution) AND id = \(id)
            """,
            """
            UPDATE field_note_text SET observed = \(observed), thought = \(thought),
                page_address = \(pageAddress)
            WHERE institution_id = \(act.institution) AND field_note_id = \(id)
            """,
        ]
    }
}

extension FieldNoteRecord {
    init(_ row: Row, in place: Row) throws {
        let ties = try Ties(work: place)
        let isBlind: Bool = try place["is_blind"]
        let isReadBlind = isBlind && ties.enrolledAs == .instructor
        self.init(
            note: try FieldNote(row, hidesLearner: isReadBlind), isReadBlind: isReadBlind,
            isOwn: ties.isOwn)
    }
}

extension FieldNote {
    /// `hidesLearner` leaves out the page, which may be of a community that the learner chose.
    fileprivate init(_ row: Row, hidesLearner: Bool) throws {
        self.init(
            id: try row["id"], assignment: try row["assignment_id"],
            content: Content(
                visitedOn: try row["visited_on"], observed: try row["observed"],
                thought: try row["thought"],
                pageAddress: hidesLearner ? nil : try row["page_address"]),
            writtenAt: try row["written_at"], changedAt: try row["changed_at"],
            version: try row["version"])
    }
}
