package import Domain
package import Foundation
import Postgres

/// Work that waits for a reader: its latest submission, and how far the actor is with it.
package struct QueueEntry: Sendable, Equatable {
    package let assignment: AssignmentRecord
    package let submission: Submission
    /// Of the actor's own feedback on it; nil while there is none.
    package let feedback: Feedback.State?
    /// Who reads it now; nil: nobody.
    package let lock: ReadingLock?
}

/// Which part of a queue is wanted; nil and false ask for nothing.
package struct QueueFilter: Sendable, Equatable {
    package var exploration: ID<Exploration>?
    /// Only work that names the actor as its reader.
    package var isNamed = false

    package init(exploration: ID<Exploration>? = nil, isNamed: Bool = false) {
        (self.exploration, self.isNamed) = (exploration, isNamed)
    }
}

/// Feedback that may be released, as the one who releases is shown it first: whose, and what of it
/// becomes visible. Its words stay its author's.
package struct ReleaseCandidate: Sendable, Equatable {
    package let feedback: ID<Feedback>
    package let version: Int
    package let authorName: String
    package let assignment: AssignmentRecord
    package let outcome: Feedback.Outcome
    package let hasPoints: Bool
    package let levels: Int
    package let comments: Int
    package let hasSummary: Bool
}

extension Records {
    /// What waits for the actor: work that names them or nobody, and from which they aren't
    /// recused. Oldest first; blind work by code, which has nothing to do with names or times.
    package func queue(
        of offering: ID<Offering>, _ filter: QueueFilter = QueueFilter(), by actor: Actor,
        at now: Date, _ page: PageRequest = PageRequest()
    ) async throws -> Page<QueueEntry> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT * FROM (SELECT \(AssignmentRecord.columns(actor)), \(QueueEntry.columns),
                    feedback.state AS feedback_state, assignment.id AS lock_assignment,
                    lock.reader_id AS lock_reader, lock.until AS lock_until,
                    locker.chosen_name AS lock_name,
                    CASE WHEN \(Exploration.isStillBlind)
                        THEN exploration.id::text || assignment.blind_code
                        ELSE to_char(made.submitted_at AT TIME ZONE 'UTC',
                            'YYYY-MM-DD"T"HH24:MI:SS.US') END AS sort_key
                FROM assignment \(AssignmentRecord.joins)
                JOIN submission made ON made.institution_id = assignment.institution_id
                    AND made.assignment_id = assignment.id
                    AND made.number = assignment.submissions
                LEFT JOIN feedback ON feedback.institution_id = made.institution_id
                    AND feedback.submission_id = made.id
                    AND feedback.author_id = \(actor.person)
                \(ReadingLock.join(at: now))
                WHERE assignment.institution_id = \(actor.institution)
                    AND assignment.offering_id = \(offering)
                    AND assignment.state IN ('submitted', 'in_review')
                    AND (assignment.reader_id = \(actor.person)
                        OR NOT \(filter.isNamed) AND assignment.reader_id IS NULL)
                    AND (\(filter.exploration)::uuid IS NULL
                        OR assignment.exploration_id = \(filter.exploration))
            ) waiting
            WHERE NOT actor_recused AND (sort_key, id) > (\(page.text),
                \(try page.id() ?? .zero))
            ORDER BY sort_key, id LIMIT \(page.limit + 1)
            """)
        try Self.check(.readQueue, by: actor, rows[0])
        let all = try rows[1].map { row in
            (entry: try QueueEntry(row, seenBy: actor), key: try row["sort_key"] as String)
        }
        let part = Page(all, of: page) { [$0.key, $0.entry.assignment.assignment.id.description] }
        return Page(items: part.items.map(\.entry), next: part.next)
    }

    /// Everything of the offering that is ready to be released, by exploration and name or code.
    package func releaseCandidates(
        of offering: ID<Offering>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<ReleaseCandidate> {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT * FROM (SELECT \(AssignmentRecord.columns(actor)),
                    feedback.id AS feedback_id, feedback.version AS feedback_version,
                    feedback.outcome, feedback.points_thousandths IS NOT NULL AS has_points,
                    author.chosen_name AS author_name, \(ReleaseCandidate.counts),
                    lpad(exploration.position::text, 6, '0') || CASE WHEN \(Exploration.isStillBlind)
                        THEN assignment.blind_code ELSE learner.chosen_name END AS sort_key
                FROM feedback
                JOIN assignment ON assignment.institution_id = feedback.institution_id
                    AND assignment.id = feedback.assignment_id
                \(AssignmentRecord.joins)
                JOIN person author ON author.institution_id = feedback.institution_id
                    AND author.id = feedback.author_id
                WHERE feedback.institution_id = \(actor.institution)
                    AND assignment.offering_id = \(offering)
                    AND feedback.state = 'ready' AND \(Feedback.isOnLatest)) ready
            WHERE (sort_key, feedback_id) > (\(page.text),
                \(try page.id() ?? .zero))
            ORDER BY sort_key, feedback_id LIMIT \(page.limit + 1)
            """)
        try Self.check(.release, by: actor, rows[0])
        let all = try rows[1].map { row in
            (one: try ReleaseCandidate(row, seenBy: actor), key: try row["sort_key"] as String)
        }
        let part = Page(all, of: page) { [$0.key, $0.one.feedback.description] }
        return Page(items: part.items.map(\.one), next: part.next)
    }
}

extension QueueEntry {
    /// Under names of their own beside the assignment's.
    static let columns: SQL = """
        made.id AS made_id, made.number AS made_number, made.digest AS made_digest,
        made.words AS made_words, made.submitted_at AS made_at, made.due_at AS made_due_at,
        made.late_policy_number AS made_policy, made.taken_from_draft AS made_from_draft
        """

    fileprivate init(_ row: Row, seenBy actor: Actor) throws {
        self.init(
            assignment: try AssignmentRecord(row, seenBy: actor),
            submission: try Submission(made: row),
            feedback: try row["feedback_state"],
            lock: try row["lock_reader"] as ID<Person>? == nil ? nil : ReadingLock(row))
    }
}

extension Submission {
    /// Of `QueueEntry.columns`, beside an assignment's own.
    init(made row: Row) throws {
        self.init(
            id: try row["made_id"], exploration: try row["exploration_id"],
            assignment: try row["id"], number: try row["made_number"],
            digest: try row["made_digest"], words: try row["made_words"],
            submittedAt: try row["made_at"], dueAt: try row["made_due_at"],
            latePolicyNumber: try row["made_policy"],
            takenFromDraft: try row["made_from_draft"])
    }
}

extension ReleaseCandidate {
    fileprivate static let counts: SQL = """
        (SELECT count(*) FROM feedback_level marked
            WHERE marked.institution_id = feedback.institution_id
                AND marked.feedback_id = feedback.id) AS levels,
        (SELECT count(*) FROM feedback_comment said
            WHERE said.institution_id = feedback.institution_id
                AND said.feedback_id = feedback.id) AS comments,
        EXISTS (SELECT 1 FROM feedback_text words
            WHERE words.institution_id = feedback.institution_id
                AND words.feedback_id = feedback.id AND words.summary <> '') AS has_summary
        """

    fileprivate init(_ row: Row, seenBy actor: Actor) throws {
        self.init(
            feedback: try row["feedback_id"], version: try row["feedback_version"],
            authorName: try row["author_name"],
            assignment: try AssignmentRecord(row, seenBy: actor), outcome: try row["outcome"],
            hasPoints: try row["has_points"], levels: try row["levels"],
            comments: try row["comments"], hasSummary: try row["has_summary"])
    }
}
