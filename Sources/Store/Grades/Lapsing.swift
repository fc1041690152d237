package import Domain
package import Foundation
import Postgres

extension Records {
    /// Records the grade to which each incomplete has lapsed whose day has come in its offering's
    /// zone. Who approved the I approved its lapse with it, so that approval stands behind the grade.
    /// Safe at any time, again, and on several nodes at once. Answers how many lapsed; one that fails
    /// keeps no other waiting, and is thrown at the end.
    package func lapseIncompletes(of institution: ID<Institution>, at now: Date) async throws
        -> Int
    {
        let clock = Actor(
            institution: institution, identity: .operator("clock"), requestID: "lapsing")
        return try await Self.each(due(institution, now)) { one in
            try await act(by: clock, at: now) { act in
                try await act.lapse(one.0, in: one.1)
            }
        }
    }

    private func due(
        _ institution: ID<Institution>, _ now: Date
    ) async throws -> [(ID<Enrollment>, ID<Offering>)] {
        try await read(
            institution,
            """
            SELECT incomplete.enrollment_id, incomplete.offering_id FROM incomplete
            JOIN offering ON offering.institution_id = incomplete.institution_id
                AND offering.id = incomplete.offering_id
            WHERE incomplete.institution_id = \(institution)
                AND incomplete.lapses_on <= (\(now)::timestamptz AT TIME ZONE offering.zone)::date
            ORDER BY incomplete.lapses_on, incomplete.enrollment_id LIMIT 500
            """)[0].map { (try $0["enrollment_id"], try $0["offering_id"]) }
    }
}

extension Act {
    /// Keeps what the lapsing job looks for beside a grade that was recorded by hand.
    func noteIncomplete(_ entry: GradeEntry, at place: Int64) {
        guard case .course(.incomplete(let lapsesOn, _)) = entry.grade else {
            return queue(forget(entry.enrollment))
        }
        queue(
            """
            INSERT INTO incomplete (institution_id, enrollment_id, offering_id, ledger_seq,
                lapses_on)
            VALUES (\(institution), \(entry.enrollment), \(entry.offering), \(place),
                \(lapsesOn))
            ON CONFLICT (institution_id, enrollment_id) DO UPDATE
                SET ledger_seq = excluded.ledger_seq, lapses_on = excluded.lapses_on
            """)
    }

    private func forget(_ enrollment: ID<Enrollment>) -> SQL {
        """
        DELETE FROM incomplete
        WHERE institution_id = \(institution) AND enrollment_id = \(enrollment)
        """
    }

    /// False where the I holds no longer, as after a withdrawal or a move, or lapsed before.
    fileprivate func lapse(
        _ enrollment: ID<Enrollment>, in offering: ID<Offering>
    ) async throws -> Bool {
        try await run(
            """
            SELECT id FROM enrollment
            WHERE institution_id = \(institution) AND id = \(enrollment) FOR SHARE
            """)
        try await lockHeads(of: [offering])
        let choice = LearnerChoice(offering: offering, enrollments: [enrollment])
        let found = try CourseGradeRecord.all(await run(choice.statements(actor)), at: now)
        queue(forget(enrollment))
        guard let record = found.first, let incomplete = record.standing.byHand,
            record.standing.reason(on: record.today) == .lapsed,
            record.standing.recorded.last?.entry.reason != .lapsed,
            case .grade(let grade, _) = record.candidate
        else { return false }
        let approval = record.standing.approval.flatMap {
            .course($0.grade) == incomplete.grade ? $0 : nil
        }
        let place = try await self.record([
            GradeEntry(
                offering: offering, enrollment: enrollment, assignment: nil,
                grade: .course(grade), reason: .lapsed, recordedBy: incomplete.recordedBy,
                approvedBy: approval?.by, recordedAt: now)
        ])[0]
        try audit("grade.lapsed", enrollment, ["seq": "\(place)"])
        if let approval {
            queue(record.insertApproval(at: place, by: approval.by, self))
            try await makeChangesOfGrade(in: offering)
        }
        return true
    }
}
