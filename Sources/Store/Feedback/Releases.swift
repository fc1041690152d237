import Crypto
package import Domain
package import Foundation
import Postgres

/// One piece of feedback to release, as it was shown before the act.
package struct ReleaseItem: Sendable, Equatable {
    package let feedback: ID<Feedback>
    package let version: Int

    package init(feedback: ID<Feedback>, version: Int) {
        self.feedback = feedback
        self.version = version
    }
}

/// What one release made visible.
package struct ReleaseReceipt: Sendable, Equatable, Codable {
    package let id: ID<Release>
    package let released: [ID<ReleasedFeedback>]
}

extension Records {
    /// Makes feedback visible, all of the list or none of it: for one learner, some, or all.
    ///
    /// Feedback that was changed since it was shown is refused at its place in the list.
    package func release(
        _ items: [ReleaseItem], of offering: ID<Offering>, by actor: Actor, at now: Date,
        once key: IdempotencyKey? = nil
    ) async throws -> ReleaseReceipt {
        guard (1...500).contains(items.count), let releaser = actor.person else {
            throw Invalid("/feedback", "length", "Name 1 to 500 pieces of feedback.")
        }
        return try await once(key, by: actor, at: now) { act in
            let facts = try await act.run([
                Self.offeringTies(actor, offering), Releasing.facts(items, offering, actor),
            ])
            try Self.check(.release, by: actor, facts[0])
            let found = try facts[1].map(Releasing.init)
            try Releasing.check(items, found)
            let release: ID<Release> = act.newID()
            act.queue(
                """
                INSERT INTO release (institution_id, id, offering_id, released_by, released_at)
                VALUES (\(act.institution), \(release), \(offering), \(releaser), \(act.now))
                """)
            var released: [ID<ReleasedFeedback>] = []
            var grades: [GradeEntry] = []
            for var one in found {
                let id: ID<ReleasedFeedback> = act.newID()
                for statement in try one.release(id, in: release, act) { act.queue(statement) }
                released.append(id)
                one.grade.map { grades.append(one.entry($0, .released, releaser, act)) }
            }
            try act.audit("feedback.released", release, ["pieces": "\(released.count)"])
            try await act.record(grades)
            return ReleaseReceipt(id: release, released: released)
        }
    }

    /// Takes a release back: the learner sees it no longer, its author can work on it again, and
    /// whether it had been opened stays known.
    package func withdrawRelease(
        _ id: ID<ReleasedFeedback>, by actor: Actor, at now: Date
    ) async throws -> Bool {
        guard let person = actor.person else { throw Policy.Refusal.notAllowed }
        return try await act(by: actor, at: now) { act in
            let rows = try await act.run([Releasing.withdrawing(id, actor)])
            let row = try rows[0].one()
            try Policy.check(.withdrawRelease, by: actor, Ties(work: row))
            guard try !row["is_withdrawn"] else {
                throw ReleasedFeedback.Refusal.alreadyWithdrawn
            }
            var one = try Releasing(row)
            try one.takeBack()
            act.queue(
                """
                INSERT INTO release_withdrawal (institution_id, released_feedback_id,
                    withdrawn_by, withdrawn_at)
                VALUES (\(act.institution), \(id), \(person), \(act.now))
                """)
            act.queue(one.setFeedbackState(act))
            act.queue(one.assignment.update(act))
            let wasOpened: Bool = try row["was_opened"]
            try act.audit("feedback.release_withdrawn", id, ["opened": "\(wasOpened)"])
            try await act.record(
                one.grade.map { [one.entry($0, .releaseWithdrawn, person, act)] } ?? [])
            return wasOpened
        }
    }
}

/// One piece of feedback on its way out or back, with its assignment and submission.
private struct Releasing {
    var feedback: Feedback
    var assignment: Assignment
    let submission: Submission
    let countsAs: CountsAs
    let latePolicy: LatePolicy

    init(_ row: Row) throws {
        feedback = try Feedback(row)
        assignment = try Assignment(row)
        submission = try Submission(made: row)
        let code: String = try row["counts_as"]
        guard let counts = CountsAs(code: code, worth: try row["points_thousandths"]) else {
            throw DecodingFailure(of: CountsAs.self)
        }
        countsAs = counts
        latePolicy = try LatePolicy(policy: row)
    }

    static func facts(
        _ items: [ReleaseItem], _ offering: ID<Offering>, _ actor: Actor
    ) -> SQL {
        """
        SELECT \(columns(actor)) \(joins)
        WHERE feedback.institution_id = \(actor.institution)
            AND feedback.id = ANY(\(items.map(\.feedback))::uuid[])
            AND assignment.offering_id = \(offering)
        ORDER BY assignment.id FOR NO KEY UPDATE OF assignment, feedback
        """
    }

    static func withdrawing(_ id: ID<ReleasedFeedback>, _ actor: Actor) -> SQL {
        """
        SELECT \(columns(actor)),
            EXISTS (SELECT 1 FROM release_withdrawal taken
                WHERE taken.institution_id = released.institution_id
                    AND taken.released_feedback_id = released.id) AS is_withdrawn,
            EXISTS (SELECT 1 FROM feedback_opening opened
                WHERE opened.institution_id = released.institution_id
                    AND opened.released_feedback_id = released.id) AS was_opened
        \(joins)
        JOIN released_feedback released ON released.institution_id = feedback.institution_id
            AND released.feedback_id = feedback.id AND released.id = \(id)
        WHERE feedback.institution_id = \(actor.institution)
        FOR NO KEY UPDATE OF assignment, feedback
        """
    }

    private static func columns(_ actor: Actor) -> SQL {
        """
        \(AssignmentRecord.columns(actor)), exploration.counts_as,
        exploration.points_thousandths, \(LatePolicy.columns), \(QueueEntry.columns),
        \(Feedback.columns)
        """
    }

    private static let joins: SQL = """
        FROM feedback \(Feedback.joins)
        JOIN assignment ON assignment.institution_id = feedback.institution_id
            AND assignment.id = feedback.assignment_id
        \(AssignmentRecord.joins) \(ExplorationRecord.latestPolicy)
        JOIN submission made ON made.institution_id = feedback.institution_id
            AND made.id = feedback.submission_id
        """

    /// Each fault at its place in the list.
    static func check(_ items: [ReleaseItem], _ found: [Releasing]) throws {
        let known = Dictionary(
            found.map { ($0.feedback.id, $0.feedback) }, uniquingKeysWith: { first, _ in first })
        var seen: Set<ID<Feedback>> = []
        var faults: [Invalid.Fault] = []
        for (place, item) in items.enumerated() {
            guard let fault = fault(item, known[item.feedback], &seen) else { continue }
            faults.append(
                Invalid.Fault(
                    pointer: "/feedback/\(place)", code: fault.code, detail: fault.detail))
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    private static func fault(
        _ item: ReleaseItem, _ feedback: Feedback?, _ seen: inout Set<ID<Feedback>>
    ) -> (code: String, detail: String)? {
        guard let feedback else { return ("unknown", "Name feedback of this offering.") }
        guard seen.insert(item.feedback).inserted else { return ("repeated", "Name it once.") }
        if feedback.state == .released { return ("already-released", "It is released already.") }
        if feedback.version != item.version || feedback.state != .ready {
            return ("changed", "It was changed since the list was made: look at it again.")
        }
        return nil
    }
}

extension Releasing {
    /// What the ledger records; nothing for work that goes back or doesn't count.
    var grade: Grade? {
        guard feedback.content.outcome == .complete else { return nil }
        switch countsAs {
        case .completion: return .complete
        case .notCounted: return nil
        case .points(let worth):
            return .points(
                latePolicy.points(
                    earned: feedback.content.points ?? .zero, worth: worth,
                    submittedAt: submission.submittedAt, dueAt: submission.dueAt))
        }
    }

    func entry(
        _ grade: Grade, _ reason: GradeEntry.Reason, _ person: ID<Person>, _ act: Act
    ) -> GradeEntry {
        GradeEntry(
            offering: assignment.offering, enrollment: assignment.enrollment,
            assignment: assignment.id, grade: grade, reason: reason, recordedBy: person,
            approvedBy: nil, recordedAt: act.now)
    }

    mutating func release(
        _ id: ID<ReleasedFeedback>, in release: ID<Release>, _ act: Act
    ) throws -> [SQL] {
        let content = feedback.content
        guard let outcome = content.outcome else { throw Feedback.Refusal.noOutcome }
        try feedback.release()
        try assignment.settle(outcome)
        let comments = try JSON(content.comments.map(Feedback.Content.StoredComment.init))
        let levels = try JSON(content.levels)
        let salt = act.bytes(16)
        let digest = Self.digest(salt, content.summary, comments.postgresText ?? "")
        return [
            """
            INSERT INTO released_feedback (institution_id, id, release_id, feedback_id,
                feedback_version, assignment_id, submission_id, author_id, rubric_version_id,
                outcome, points_thousandths, levels, flags, digest, released_at)
            VALUES (\(act.institution), \(id), \(release), \(feedback.id), \(feedback.version),
                \(assignment.id), \(submission.id), \(feedback.author),
                \(feedback.rubricVersion), \(outcome), \(content.points), \(levels),
                \(content.flags.sorted()), \(digest), \(act.now))
            """,
            """
            INSERT INTO released_feedback_text (institution_id, released_feedback_id, salt,
                summary, comments)
            VALUES (\(act.institution), \(id), \(salt), \(content.summary), \(comments))
            """,
            setFeedbackState(act), assignment.update(act),
        ]
    }

    mutating func takeBack() throws {
        try feedback.takeBack()
        try assignment.reopen()
    }

    func setFeedbackState(_ act: Act) -> SQL {
        """
        UPDATE feedback SET state = \(feedback.state), changed_at = \(act.now),
            version = version + 1
        WHERE institution_id = \(act.institution) AND id = \(feedback.id)
        """
    }

    // SHA-256 of salt, summary and the comments' stored form: the fact stays when the text goes.
    private static func digest(_ salt: [UInt8], _ summary: String, _ comments: String) -> [UInt8] {
        Array(SHA256.hash(data: salt + Array(summary.utf8) + Array(comments.utf8)))
    }
}
