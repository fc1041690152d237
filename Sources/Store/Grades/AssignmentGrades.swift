package import Domain
package import Foundation
import Postgres

extension Records {
    /// Changes the grade of one assignment: a new entry of the ledger, with its reason and the
    /// instructor who stands behind it. What is released later is recorded after it. Answers its
    /// place in the ledger.
    package func recordGrade(
        _ grade: Grade, reason: GradeEntry.Reason, of id: ID<Assignment>, by actor: Actor,
        at now: Date, once key: IdempotencyKey? = nil
    ) async throws -> Int64 {
        guard let person = actor.person else { throw Policy.Refusal.notAllowed }
        try reason.checkChange()
        return try await once(key, by: actor, at: now) { act in
            let row = try await act.run(
                """
                SELECT \(AssignmentRecord.columns(actor)), exploration.counts_as,
                    exploration.points_thousandths
                FROM assignment \(AssignmentRecord.joins)
                WHERE assignment.institution_id = \(actor.institution) AND assignment.id = \(id)
                FOR NO KEY UPDATE OF assignment
                """
            ).one()
            try Policy.check(.recordGrade, by: actor, Ties(work: row))
            let assignment = try Assignment(row)
            try assignment.checkGradeChange()
            try grade.check(CountsAs(row))
            let place = try await act.record([
                GradeEntry(
                    offering: assignment.offering, enrollment: assignment.enrollment,
                    assignment: id, grade: grade, reason: reason, recordedBy: person,
                    approvedBy: person, recordedAt: act.now)
            ])[0]
            try act.audit(
                "grade.changed", id, ["seq": "\(place)", "reason": reason.rawValue])
            return place
        }
    }
}
