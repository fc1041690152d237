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
    /// Days without a submission are left out; the earliest first. For who reads the gradebook. To a
    /// reader work that is read blind isn't counted: the day would tell whose it is.
    package func submissionCounts(
        of offering: ID<Offering>, by actor: Actor
    ) async throws -> [SubmissionCount] {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            SubmissionCount.statement(of: offering, actor))
        try Self.check(.readGradebook, by: actor, rows[0])
        let isReader = try Ties(offering: rows[0].one()).enrolledAs == .instructor
        let shown = try rows[1].filter { try !isReader || !$0["is_blind"] }
        let days = try Dictionary(grouping: shown.map(SubmissionCount.init), by: \.day)
        return days.map { day, counts in
            SubmissionCount(
                day: day, all: counts.reduce(0) { $0 + $1.all },
                late: counts.reduce(0) { $0 + $1.late })
        }.sorted { $0.day < $1.day }
    }
}

extension SubmissionCount {
    fileprivate static func statement(of offering: ID<Offering>, _ actor: Actor) -> SQL {
        """
        SELECT (submission.submitted_at AT TIME ZONE offering.zone)::date AS day,
            \(Exploration.isStillBlind) AS is_blind, count(*)::integer AS submissions,
            (count(*) FILTER (WHERE submission.submitted_at > submission.due_at))::integer AS late
        FROM assignment
        JOIN submission ON submission.institution_id = assignment.institution_id
            AND submission.assignment_id = assignment.id
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        WHERE assignment.institution_id = \(actor.institution)
            AND assignment.offering_id = \(offering)
        GROUP BY 1, 2
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(day: try row["day"], all: try row["submissions"], late: try row["late"])
    }
}
