package import Domain
package import Foundation
import Postgres

/// One of the actor's own assignments, with what nobody but they are told beside it.
package struct OwnWork: Sendable, Equatable {
    package struct DraftHead: Sendable, Equatable {
        package let words: Int
        package let savedAt: Date
    }

    package let record: AssignmentRecord
    /// Nil while nothing is written.
    package let draft: DraftHead?
    /// When they first opened the feedback that is visible; nil also where there is none.
    package let openedAt: Date?
}

extension Records {
    /// As `ownAssignments`, with the heads of drafts and whether feedback is new.
    package func ownWork(
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<OwnWork> {
        let found = try await ownAssignments(by: actor, page)
        let (drafts, openings) = try await heads(of: found.items, by: actor)
        return Page(
            items: found.items.map { record in
                OwnWork(
                    record: record, draft: drafts[record.assignment.id],
                    openedAt: record.release.flatMap { openings[$0.id] })
            }, next: found.next)
    }

    private func heads(
        of work: [AssignmentRecord], by actor: Actor
    ) async throws -> ([ID<Assignment>: OwnWork.DraftHead], [ID<ReleasedFeedback>: Date]) {
        let rows = try await read(
            actor.institution,
            """
            SELECT assignment_id, words, saved_at FROM draft
            WHERE institution_id = \(actor.institution)
                AND assignment_id = ANY(\(work.map(\.assignment.id))::uuid[])
            """,
            """
            SELECT released_feedback_id, opened_at FROM feedback_opening
            WHERE institution_id = \(actor.institution)
                AND released_feedback_id = ANY(\(work.compactMap(\.release?.id))::uuid[])
            """)
        let drafts = try Self.keyed(rows[0]) {
            (
                try $0["assignment_id"] as ID<Assignment>,
                OwnWork.DraftHead(words: try $0["words"], savedAt: try $0["saved_at"])
            )
        }
        let openings = try Self.keyed(rows[1]) {
            (try $0["released_feedback_id"] as ID<ReleasedFeedback>, try $0["opened_at"] as Date)
        }
        return (drafts, openings)
    }

    private static func keyed<Key: Hashable, Value>(
        _ rows: Rows, _ pair: (Row) throws -> (Key, Value)
    ) throws -> [Key: Value] {
        Dictionary(try rows.map(pair), uniquingKeysWith: { first, _ in first })
    }
}
