package import Domain
package import Foundation
import Postgres

/// Feedback that was released, as the staff look back at it: whose, and whether it was opened. None
/// of its words.
package struct ReleasedPiece: Sendable, Equatable {
    package let id: ID<ReleasedFeedback>
    package let assignment: AssignmentRecord
    package let authorName: String
    package let outcome: Feedback.Outcome
    package let releasedAt: Date
    package let wasOpened: Bool
    /// Nil: it stands.
    package let withdrawnAt: Date?

    /// What the learner sees now, and so what can be withdrawn.
    package var isShown: Bool { assignment.release?.id == id }
}

extension Records {
    /// Everything released in an offering, the latest first, but of learners whom the actor doesn't
    /// assess.
    package func releasedPieces(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ReleasedPiece> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT * FROM (SELECT \(AssignmentRecord.columns(actor)), \(ReleasedPiece.columns)
                FROM released_feedback released
                JOIN assignment ON assignment.institution_id = released.institution_id
                    AND assignment.id = released.assignment_id
                \(AssignmentRecord.joins) \(ReleasedPiece.joins)
                WHERE released.institution_id = \(actor.institution)
                    AND assignment.offering_id = \(offering)) given
            WHERE NOT actor_recused AND (piece_at, piece_id)
                < (coalesce(\(try page.instant())::timestamptz, 'infinity'),
                    \(try page.id() ?? .ones))
            ORDER BY piece_at DESC, piece_id DESC LIMIT \(page.limit + 1)
            """)
        try Self.check(.release, by: actor, rows[0])
        return Page(try rows[1].map { try ReleasedPiece($0, seenBy: actor) }, of: page) {
            [Self.key($0.releasedAt), $0.id.description]
        }
    }
}

extension ReleasedPiece {
    fileprivate static let columns: SQL = """
        released.id AS piece_id, released.outcome AS piece_outcome,
        released.released_at AS piece_at, author.chosen_name AS author_name,
        opened.opened_at IS NOT NULL AS was_opened, taken_back.withdrawn_at
        """

    fileprivate static let joins: SQL = """
        JOIN person author ON author.institution_id = released.institution_id
            AND author.id = released.author_id
        LEFT JOIN feedback_opening opened ON opened.institution_id = released.institution_id
            AND opened.released_feedback_id = released.id
        LEFT JOIN release_withdrawal taken_back
            ON taken_back.institution_id = released.institution_id
            AND taken_back.released_feedback_id = released.id
        """

    fileprivate init(_ row: Row, seenBy actor: Actor) throws {
        self.init(
            id: try row["piece_id"], assignment: try AssignmentRecord(row, seenBy: actor),
            authorName: try row["author_name"], outcome: try row["piece_outcome"],
            releasedAt: try row["piece_at"], wasOpened: try row["was_opened"],
            withdrawnAt: try row["withdrawn_at"])
    }
}
