package import Domain
import Postgres

/// How much was handed in on one day of the offering's zone.
package struct SubmissionCount: Sendable, Equatable {
    package let day: Day
    package let all: Int
    /// Of these, behind their due time.
    package let late: Int
}

extension Records {
    /// Days without a submission are left out; the earliest first. For who reads the gradebook: it
    /// says no more than that does, and nobody's name.
    package func submissionCounts(
        of offering: ID<Offering>, by actor: Actor
    ) async throws -> [SubmissionCount] {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            """
            SELECT (submission.submitted_at AT TIME ZONE offering.zone)::date AS day,
                count(*)::integer AS submissions,
                (count(*) FILTER (WHERE submission.submitted_at > submission.due_at))::integer
                    AS late
            FROM assignment
            JOIN submission ON submission.institution_id = assignment.institution_id
                AND submission.assignment_id = assignment.id
            JOIN offering ON offering.institution_id = assignment.institution_id
                AND offering.id = assignment.offering_id
            WHERE assignment.institution_id = \(actor.institution)
                AND assignment.offering_id = \(offering)
            GROUP BY 1 ORDER BY 1
            """)
        try Self.check(.readGradebook, by: actor, rows[0])
        return try rows[1].map {
            SubmissionCount(
                day: try $0["day"], all: try $0["submissions"], late: try $0["late"])
        }
    }
}
