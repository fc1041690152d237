package import Domain
package import Foundation
import Postgres

/// An assignment with what one needs to know beside it.
package struct AssignmentRecord: Sendable, Equatable {
    package let assignment: Assignment
    package let explorationTitle: String
    package let prompt: String
    package let opensAt: Date
    package let wordsLeast: Int?
    package let wordsMost: Int?
    package let offeringTitle: String
    /// The offering's.
    package let zone: String
    package let communityName: String?
    package let communityURL: String?
    /// The chosen name. Nil where the reader sees a code in its place.
    package let learnerName: String?
    package let isBlind: Bool
    package let lateSubmission: Bool
    /// The latest release that wasn't taken back.
    package let release: LearnerView.Visible?
    /// More time that was given, oldest first; none to a blind reader, who would know whose it is.
    package let extensions: [Extension]
    /// It is the actor's own.
    package let isOwn: Bool

    /// What the learner sees of it; the only thing that the learner sees of its state.
    package func learnerView(at now: Date) -> LearnerView {
        LearnerView(assignment, release: release, at: now)
    }
}

extension Records {
    /// The actor's own, over all offerings, by due time.
    package func ownAssignments(
        by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<AssignmentRecord> {
        guard actor.covers(Verb.readAssignment.scope) else {
            throw Policy.Refusal.insufficientScope
        }
        let rows = try await read(
            actor.institution,
            """
            SELECT \(AssignmentRecord.columns(actor)) FROM assignment
            \(AssignmentRecord.joins)
            WHERE assignment.institution_id = \(actor.institution)
                AND assignment.learner_id = \(actor.person)
                AND exploration.state = 'published'
                AND (assignment.due_at, assignment.id)
                    > (coalesce(\(try page.instant())::timestamptz, '-infinity'),
                        \(try page.id() ?? .zero))
            ORDER BY assignment.due_at, assignment.id LIMIT \(page.limit + 1)
            """)
        return Page(try rows[0].map { try AssignmentRecord($0, seenBy: actor) }, of: page) {
            [Self.key($0.assignment.dueAt), $0.assignment.id.description]
        }
    }

    /// For staff: everyone who has the exploration, by name, or by code where readers are blind.
    /// These see only what was handed in: when a code came up would tell to whom it was given.
    package func assignments(
        of exploration: ID<Exploration>, by actor: Actor, _ page: PageRequest = PageRequest()
    ) async throws -> Page<AssignmentRecord> {
        let rows = try await read(
            actor.institution, ExplorationRecord.one(exploration, actor),
            """
            SELECT * FROM (SELECT \(AssignmentRecord.columns(actor)),
                    CASE WHEN \(Exploration.isStillBlind) THEN assignment.blind_code
                        ELSE learner.chosen_name END AS sort_key
                FROM assignment \(AssignmentRecord.joins)
                WHERE assignment.institution_id = \(actor.institution)
                    AND assignment.exploration_id = \(exploration)) listed
            WHERE (sort_key, id) > (\(page.text),
                \(try page.id() ?? .zero))
                AND (NOT is_blind OR submissions > 0
                    OR actor_role IS DISTINCT FROM 'instructor')
            ORDER BY sort_key, id LIMIT \(page.limit + 1)
            """)
        let found = try rows[0].one()
        try Policy.check(.listAssignments, by: actor, Ties(offering: found))
        let all = try rows[1].map { row in
            (record: try AssignmentRecord(row, seenBy: actor), key: try row["sort_key"] as String)
        }
        let part = Page(all, of: page) { [$0.key, $0.record.assignment.id.description] }
        return Page(items: part.items.map(\.record), next: part.next)
    }

    package func assignment(
        _ id: ID<Assignment>, by actor: Actor
    ) async throws -> AssignmentRecord {
        let row = try await read(actor.institution, AssignmentRecord.one(id, actor))[0].one()
        try Policy.check(.readAssignment, by: actor, Ties(work: row))
        return try AssignmentRecord(row, seenBy: actor)
    }

    static func key(_ instant: Date) -> String { instant.postgresText ?? "" }
}

extension AssignmentRecord {
    static func one(_ id: ID<Assignment>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)) FROM assignment \(joins)
        WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
        """
    }

    /// `FOR NO KEY UPDATE`: whoever changes the state of an assignment holds its row.
    static func locked(_ id: ID<Assignment>, _ actor: Actor) -> SQL {
        "\(one(id, actor)) FOR NO KEY UPDATE OF assignment"
    }

    static func columns(_ actor: Actor) -> SQL {
        """
        assignment.id, assignment.offering_id, assignment.exploration_id,
        assignment.enrollment_id, assignment.learner_id, assignment.community_id,
        assignment.reader_id, assignment.blind_code, assignment.state, assignment.due_at,
        assignment.closes_at, assignment.submissions, assignment.version,
        exploration.title AS exploration_title, exploration.prompt, exploration.opens_at, exploration.due_at AS common_due_at,
        exploration.words_least, exploration.words_most,
        \(Exploration.isStillBlind) AS is_blind,
        offering.title AS offering_title, offering.zone, community.name AS community_name,
        community.url AS community_url, learner.chosen_name AS learner_name,
        coalesce(timed.submitted_at > timed.due_at, false) AS late_submission,
        shown.id AS release_id, shown.outcome AS release_outcome,
        shown.released_at AS release_at,
        ARRAY(SELECT jsonb_build_object('dueAt', given.due_at, 'closesAt', given.closes_at,
                'reason', given.reason_code, 'grantedAt', given.granted_at)
            FROM extension given WHERE given.institution_id = assignment.institution_id
                AND given.assignment_id = assignment.id ORDER BY given.id) AS extensions,
        \(Ties.workColumns(actor))
        """
    }

    static let joins: SQL = """
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        JOIN person learner ON learner.institution_id = assignment.institution_id
            AND learner.id = assignment.learner_id
        LEFT JOIN community ON community.institution_id = assignment.institution_id
            AND community.id = assignment.community_id
        LEFT JOIN LATERAL (SELECT id, outcome, released_at FROM released_feedback
            WHERE released_feedback.institution_id = assignment.institution_id
                AND released_feedback.assignment_id = assignment.id
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = released_feedback.institution_id
                        AND taken.released_feedback_id = released_feedback.id)
            ORDER BY released_at DESC, id DESC LIMIT 1) shown ON true
        \(Submission.timed)
        """

    /// Names and codes as the actor may see them: readers of a blind exploration see the code, the
    /// office and the learner the name, nobody both.
    init(_ row: Row, seenBy actor: Actor) throws {
        let ties = try Ties(work: row)
        let isBlind: Bool = try row["is_blind"]
        let readsBlind = isBlind && ties.enrolledAs == .instructor
        self.init(
            assignment: try Assignment(row, hidesLearner: readsBlind),
            explorationTitle: try row["exploration_title"], prompt: try row["prompt"],
            opensAt: try row["opens_at"], wordsLeast: try row["words_least"],
            wordsMost: try row["words_most"], offeringTitle: try row["offering_title"],
            zone: try row["zone"], communityName: try row["community_name"],
            communityURL: try row["community_url"],
            learnerName: readsBlind ? nil : try row["learner_name"], isBlind: isBlind,
            lateSubmission: try row["late_submission"], release: try Self.release(row),
            extensions: readsBlind ? [] : try Self.extensions(row),
            isOwn: ties.isOwn)
    }

    private struct StoredExtension: Codable, Sendable {
        let dueAt: String
        let closesAt: String?
        let reason: Extension.Reason
        let grantedAt: String
    }

    private static func extensions(_ row: Row) throws -> [Extension] {
        let stored: [JSON<StoredExtension>] = try row["extensions"]
        func instant(_ text: String) throws -> Date {
            guard let date = Instant.date(text) else { throw DecodingFailure(of: Date.self) }
            return date
        }
        return try stored.map(\.value).map {
            Extension(
                dueAt: try instant($0.dueAt), closesAt: try $0.closesAt.map(instant),
                reason: $0.reason, grantedAt: try instant($0.grantedAt))
        }
    }

    private static func release(_ row: Row) throws -> LearnerView.Visible? {
        guard let id: ID<ReleasedFeedback> = try row["release_id"] else { return nil }
        return LearnerView.Visible(
            id: id, outcome: try row["release_outcome"], releasedAt: try row["release_at"])
    }
}

extension Assignment {
    /// All of it, for rules; `hidesLearner` blanks what a blind reader mustn't see.
    init(_ row: Row, hidesLearner: Bool = false) throws {
        self.init(
            id: try row["id"], offering: try row["offering_id"],
            exploration: try row["exploration_id"],
            enrollment: hidesLearner ? ID(rawValue: .zero) : try row["enrollment_id"],
            learner: hidesLearner ? ID(rawValue: .zero) : try row["learner_id"],
            community: try row["community_id"], reader: try row["reader_id"],
            blindCode: try row["blind_code"], state: try row["state"],
            // A time of the learner's own tells who it is, to whoever knows the accommodations.
            dueAt: try row[hidesLearner ? "common_due_at" : "due_at"],
            closesAt: hidesLearner ? nil : try row["closes_at"],
            submissions: try row["submissions"], version: try row["version"])
    }
}
