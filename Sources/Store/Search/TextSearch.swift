package import Domain
package import Foundation
import Postgres

/// A text of one learner's work in which the words were found, and where.
package struct TextHit: Sendable, Equatable {
    package let assignment: AssignmentRecord
    package let submission: ID<Submission>
    package let number: Int
    /// Of feedback: `draft` and `ready` are the actor's own.
    package let feedback: Feedback.State?
    package let snippet: Snippet
}

extension Records {
    /// Submissions of an offering that the actor reads as an instructor; the best first. It is
    /// their usual reading, so the record has no line for it.
    package func searchSubmissions(
        _ query: SearchQuery, in offering: ID<Offering>, by actor: Actor, at now: Date,
        _ page: PageRequest = PageRequest()
    ) async throws -> Page<TextHit> {
        let texts = ReadableTexts(offering: offering, actor: actor, now: now)
        return try await search(query, texts.submissions, of: texts, page)
    }

    /// Feedback of an offering: the actor's own, and what is released.
    package func searchFeedback(
        _ query: SearchQuery, in offering: ID<Offering>, by actor: Actor, at now: Date,
        _ page: PageRequest = PageRequest()
    ) async throws -> Page<TextHit> {
        let texts = ReadableTexts(offering: offering, actor: actor, now: now)
        return try await search(query, texts.feedback, of: texts, page)
    }

    /// The statement finds what the policy allows. Should they ever differ, nothing is answered.
    private func search(
        _ query: SearchQuery, _ said: SQL, of texts: ReadableTexts, _ page: PageRequest
    ) async throws -> Page<TextHit> {
        let actor = texts.actor
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, texts.offering),
            try TextHit.find(query, said, actor, page))
        try Self.check(.readQueue, by: actor, rows[0])
        let all = try rows[1].map { row in
            let hit = try TextHit(row, seenBy: actor)
            try Policy.check(hit.verb, by: actor, Ties(work: row))
            return (hit: hit, key: [try row["rank_key"], try row["hit_id"]] as [String])
        }
        let part = Page(all, of: page) { $0.key }
        return Page(items: part.items.map(\.hit), next: part.next)
    }
}

extension TextHit {
    fileprivate var verb: Verb {
        switch feedback {
        case nil: .readSubmission
        case .draft, .ready: .writeFeedback
        case .released: .readReleased
        }
    }

    /// Pieces are cut out of the texts that are answered, not of all that were found.
    fileprivate static func find(
        _ query: SearchQuery, _ said: SQL, _ actor: Actor, _ page: PageRequest
    ) throws -> SQL {
        """
        WITH \(SearchSQL.asked(query)), said AS (\(said)),
        ranked AS (SELECT said.*, ts_rank(lexemes, asked.query) AS rank
            FROM said, asked WHERE lexemes @@ asked.query),
        found AS (SELECT * FROM ranked WHERE \(try SearchSQL.after(page))
            ORDER BY rank DESC, hit_id DESC LIMIT \(page.limit + 1))
        SELECT \(AssignmentRecord.columns(actor)), found.hit_id, found.hit_submission,
            found.hit_state, made.number AS hit_number, rank::text AS rank_key,
            \(SearchSQL.headline("found.body", "asked.query")) AS headline
        FROM found CROSS JOIN asked
        JOIN assignment ON assignment.institution_id = \(actor.institution)
            AND assignment.id = found.assignment_id
        \(AssignmentRecord.joins)
        JOIN submission made ON made.institution_id = assignment.institution_id
            AND made.id = found.hit_submission
        ORDER BY rank DESC, found.hit_id DESC
        """
    }

    fileprivate init(_ row: Row, seenBy actor: Actor) throws {
        self.init(
            assignment: try AssignmentRecord(row, seenBy: actor),
            submission: try row["hit_submission"], number: try row["hit_number"],
            feedback: try row["hit_state"], snippet: Snippet(marked: try row["headline"]))
    }
}
