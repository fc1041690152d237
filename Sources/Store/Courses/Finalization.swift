package import Domain
package import Foundation
import Postgres

extension Records {
    /// Says that the offering's grades are final: codes of blind explorations give way to names, and
    /// what waits for it opens. Every learner's course grade must be approved. A second time changes
    /// nothing; a later change goes on as a change of grade.
    package func finalize(
        _ id: ID<Offering>, by actor: Actor, at now: Date, once key: IdempotencyKey? = nil
    ) async throws {
        _ = try await once(key, by: actor, at: now) { act in
            let found = try await act.gradesForUpdate(
                LearnerChoice(offering: id), for: .approveGrade)
            let faults = found.filter { !$0.isApproved }.map {
                Invalid.Fault(
                    pointer: "", code: "not-approved",
                    detail: "\($0.name): the grade isn't approved as it stands.")
            }
            guard faults.isEmpty else { throw Invalid(faults) }
            let made = try await act.run(
                """
                UPDATE offering SET finalized_at = \(now), version = version + 1
                WHERE institution_id = \(act.institution) AND id = \(id)
                    AND finalized_at IS NULL
                RETURNING id
                """)
            if made.first != nil { try act.audit("offering.finalized", id) }
            return id
        }
    }
}
