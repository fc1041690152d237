import Domain
import Foundation
import Postgres

/// What decides until when one learner has time: of the exploration, of the enrollment, and of what
/// was granted.
struct DeadlineFacts {
    let enrollment: ID<Enrollment>
    let learner: ID<Person>
    /// Nil where the exploration isn't assigned to the learner.
    let assignment: ID<Assignment>?
    let state: EnrollmentState
    let deadline: Deadline?

    /// Of rows named `exploration`, `policy`, `enrollment`, `offering` and `assignment`.
    static let columns: SQL = """
        exploration.opens_at, exploration.due_at, \(LatePolicy.columns),
        enrollment.id AS enrollment_id, enrollment.person_id, enrollment.state AS enrollment_state,
        enrollment.starts_on, offering.zone, assignment.id AS assignment_id,
        ARRAY(SELECT time_factor_thousandths FROM accommodation granted
            WHERE granted.institution_id = enrollment.institution_id
                AND granted.enrollment_id = enrollment.id AND granted.ended_at IS NULL
            ORDER BY granted.id) AS factors,
        ARRAY(SELECT until FROM accommodation granted
            WHERE granted.institution_id = enrollment.institution_id
                AND granted.enrollment_id = enrollment.id AND granted.ended_at IS NULL
            ORDER BY granted.id) AS untils,
        longer.due_at AS extended_due_at, longer.closes_at AS extended_closes_at
        """

    /// What was given isn't taken away by the next extension: the latest of each time holds.
    static let extensions: SQL = """
        LEFT JOIN LATERAL (SELECT max(due_at) AS due_at, max(closes_at) AS closes_at
            FROM extension
            WHERE extension.institution_id = assignment.institution_id
                AND extension.assignment_id = assignment.id) longer ON true
        """

    init(_ row: Row) throws {
        enrollment = try row["enrollment_id"]
        learner = try row["person_id"]
        assignment = try row["assignment_id"]
        state = try row["enrollment_state"]
        let zone: String = try row["zone"]
        let startsOn: Day = try row["starts_on"]
        deadline = Deadline(
            opensAt: try row["opens_at"], dueAt: try row["due_at"],
            policy: try LatePolicy(policy: row), state: state,
            start: startsOn.start(in: TimeZone(identifier: zone) ?? .gmt),
            accommodations: try Self.accommodations(row), extended: try Self.extended(row))
    }

    private static func accommodations(_ row: Row) throws -> [Accommodation] {
        let factors: [Share] = try row["factors"]
        let untils: [Date?] = try row["untils"]
        return zip(factors, untils).map { factor, until in
            Accommodation(
                id: ID(rawValue: .zero), timeFactor: factor, until: until,
                grantedAt: .distantPast)
        }
    }

    private static func extended(_ row: Row) throws -> Deadline? {
        guard let dueAt: Date = try row["extended_due_at"] else { return nil }
        return Deadline(dueAt: dueAt, closesAt: try row["extended_closes_at"])
    }
}

extension Act {
    /// Moves due and close of every assignment of a published exploration to what holds now.
    func redue(exploration: ID<Exploration>) async throws {
        try await redue("assignment.exploration_id = \(exploration)")
    }

    /// After a change of state, of section, or of accommodations.
    func redue(enrollments: [ID<Enrollment>]) async throws {
        try await redue("assignment.enrollment_id = ANY(\(enrollments)::uuid[])")
    }

    /// After a change of the zone in which days begin.
    func redue(offering: ID<Offering>) async throws {
        try await redue("assignment.offering_id = \(offering)")
    }

    func redue(assignment: ID<Assignment>) async throws {
        try await redue("assignment.id = \(assignment)")
    }

    /// Where an enrollment knows no due times (on leave), the old ones stay until it does again.
    /// Whatever changed, nobody's time becomes shorter. The version stays: it is of what staff edit,
    /// and would tell a blind reader whose time was moved.
    private func redue(_ which: SQL) async throws {
        // Two statements: the second one sees what others committed while the first one waited.
        let rows = try await run([
            """
            SELECT id FROM assignment WHERE institution_id = \(institution) AND \(which)
            ORDER BY id FOR NO KEY UPDATE
            """,
            """
            SELECT \(DeadlineFacts.columns) FROM assignment
            JOIN exploration ON exploration.institution_id = assignment.institution_id
                AND exploration.id = assignment.exploration_id
            \(ExplorationRecord.latestPolicy)
            JOIN enrollment ON enrollment.institution_id = assignment.institution_id
                AND enrollment.id = assignment.enrollment_id
            JOIN offering ON offering.institution_id = assignment.institution_id
                AND offering.id = assignment.offering_id
            \(DeadlineFacts.extensions)
            WHERE assignment.institution_id = \(institution) AND \(which)
            """,
        ])[1]
        let holding = try rows.map(DeadlineFacts.init).compactMap { facts in
            facts.assignment.flatMap { id in facts.deadline.map { (id, $0) } }
        }
        queue(
            """
            UPDATE assignment SET due_at = fresh.due_at, closes_at = fresh.closes_at
            FROM (SELECT held.id, greatest(held.due_at, said.due_at) AS due_at,
                    CASE WHEN held.closes_at IS NOT NULL AND said.closes_at IS NOT NULL
                        THEN greatest(held.closes_at, said.closes_at) END AS closes_at
                FROM unnest(\(holding.map(\.0))::uuid[], \(holding.map(\.1.dueAt))::timestamptz[],
                \(holding.map(\.1.closesAt))::timestamptz[]) AS said (id, due_at, closes_at)
                JOIN assignment held ON held.institution_id = \(institution)
                    AND held.id = said.id) AS fresh
            WHERE assignment.institution_id = \(institution) AND assignment.id = fresh.id
                AND (assignment.due_at, assignment.closes_at)
                    IS DISTINCT FROM (fresh.due_at, fresh.closes_at)
            """)
    }
}
