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
            return try await act.release(found, of: offering, by: releaser)
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
            guard try row["is_latest_release"] else {
                throw ReleasedFeedback.Refusal.followedByAnother
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

extension Act {
    /// Releases what was checked; the rows are locked.
    func release(
        _ found: [Releasing], of offering: ID<Offering>, by releaser: ID<Person>
    ) async throws -> ReleaseReceipt {
        let release: ID<Release> = newID()
        queue(
            """
            INSERT INTO release (institution_id, id, offering_id, released_by, released_at)
            VALUES (\(institution), \(release), \(offering), \(releaser), \(now))
            """)
        var released: [(subject: ID<ReleasedFeedback>, detail: [String: String])] = []
        var grades: [GradeEntry] = []
        for var one in found {
            let copy = try one.release(in: release, self)
            for statement in copy.inserts(self) { queue(statement) }
            queue(one.setFeedbackState(self))
            queue(one.assignment.update(self))
            released.append(
                (copy.id, ["release": "\(release)", "digest": Hex.text(copy.digest)]))
            one.grade.map { grades.append(one.entry($0, .released, releaser, self)) }
        }
        try audit("release.made", release, ["pieces": "\(released.count)"])
        try audit("feedback.released", each: released)
        try await record(grades)
        return ReleaseReceipt(id: release, released: released.map(\.subject))
    }
}
