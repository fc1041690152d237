package import Domain
package import Foundation
import Postgres

/// A submission with its text, as its reader or its learner sees it.
package struct SubmissionRecord: Sendable, Equatable {
    package let submission: Submission
    package let body: String
    /// What the learner said of the use of AI tools.
    package let aiUse: String
    package let redactedAt: Date?
    /// Its times would tell a blind reader who wrote it.
    package let isReadBlind: Bool
}

/// What was handed in for one assignment, without its texts.
package struct Receipts: Sendable, Equatable {
    /// Oldest first.
    package let submissions: [Submission]
    /// Those with feedback that was released and not taken back.
    package let answered: Set<ID<Submission>>
    package let isReadBlind: Bool
}

extension Records {
    /// The receipts of an assignment: numbers, times, digests, and no text.
    package func receipts(
        of id: ID<Assignment>, by actor: Actor
    ) async throws -> Receipts {
        let rows = try await read(
            actor.institution, AssignmentRecord.one(id, actor),
            """
            SELECT \(Submission.columns), EXISTS (SELECT 1 FROM released_feedback released
                WHERE released.institution_id = submission.institution_id
                    AND released.assignment_id = submission.assignment_id
                    AND released.submission_id = submission.id
                    AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                        WHERE taken.institution_id = released.institution_id
                            AND taken.released_feedback_id = released.id)) AS is_answered
            FROM submission
            WHERE institution_id = \(actor.institution) AND assignment_id = \(id)
            ORDER BY number
            """)
        let row = try rows[0].one()
        try Policy.check(.readReceipt, by: actor, Ties(work: row))
        return Receipts(
            submissions: try rows[1].map { try Submission($0) },
            answered: Set(
                try rows[1].filter { try $0["is_answered"] }.map { try $0["id"] }),
            isReadBlind: try AssignmentRecord(row, seenBy: actor).learnerName == nil)
    }

    package func submission(
        _ id: ID<Submission>, by actor: Actor
    ) async throws -> SubmissionRecord {
        let row = try await read(actor.institution, Self.withText(id, actor))[0].one()
        try Policy.check(.readSubmission, by: actor, Ties(work: row))
        return try SubmissionRecord(row)
    }

    /// One text to the office, which sees none otherwise, for a reason that stands in the record.
    package func openSubmission(
        _ id: ID<Submission>, reason: OpeningReason, by actor: Actor, at now: Date
    ) async throws -> SubmissionRecord {
        try await act(by: actor, at: now) { act in
            let row = try await act.run(Self.withText(id, actor)).one()
            try Policy.check(.openAppeal, by: actor, Ties(work: row))
            try act.audit("submission.opened", id, ["reason": reason.rawValue])
            return try SubmissionRecord(row)
        }
    }

    private static func withText(_ id: ID<Submission>, _ actor: Actor) -> SQL {
        """
        SELECT \(Submission.columns), submission_text.body, submission_text.ai_use,
            submission_text.redacted_at, tied.*,
            \(Exploration.isStillBlind) AS is_blind
        FROM submission
        JOIN exploration ON exploration.institution_id = submission.institution_id
            AND exploration.id = submission.exploration_id
        JOIN offering ON offering.institution_id = exploration.institution_id
            AND offering.id = exploration.offering_id
        JOIN submission_text ON submission_text.institution_id = submission.institution_id
            AND submission_text.submission_id = submission.id
        JOIN LATERAL (SELECT \(Ties.workColumns(actor)) FROM assignment
            WHERE assignment.institution_id = submission.institution_id
                AND assignment.id = submission.assignment_id) tied ON true
        WHERE submission.institution_id = \(actor.institution) AND submission.id = \(id)
        """
    }
}

extension SubmissionRecord {
    fileprivate init(_ row: Row) throws {
        let isBlind: Bool = try row["is_blind"]
        self.init(
            submission: try Submission(row), body: try row["body"], aiUse: try row["ai_use"],
            redactedAt: try row["redacted_at"],
            isReadBlind: try isBlind && Ties(work: row).enrolledAs == .instructor)
    }
}
