package import Domain
import Foundation
import Postgres

/// An entry of the grade ledger with the names of who stands behind it.
package struct GradeHistoryLine: Sendable, Equatable {
    package let sequence: Int64
    package let entry: GradeEntry
    /// Of the assignment; nil for the course grade.
    package let title: String?
    /// The chosen names.
    package let recorder: String
    package let approver: String?
}

extension Records {
    /// Every entry of one learner in the ledger, the newest first, for who reads the gradebook. To a
    /// reader entries are left out that beside a name would tell whose blind work was graded, and how.
    package func gradeHistory(
        of learner: ID<Enrollment>, in offering: ID<Offering>, by actor: Actor
    ) async throws -> [GradeHistoryLine] {
        let rows = try await read(
            actor.institution, Self.offeringTies(actor, offering),
            GradeHistoryLine.statement(of: learner, in: offering, actor),
            CourseGradeRecord.openBlindWork(in: offering, actor))
        try Self.check(.readGradebook, by: actor, rows[0])
        let isReader = try Ties(offering: rows[0].one()).enrolledAs == .instructor
        let isOpen: Bool = try rows[2].one()["is_open"]
        return try rows[1].compactMap { row in
            let line = try GradeHistoryLine(row)
            let isBlind = try row["is_blind"] ?? (isOpen && line.entry.followsFromWork)
            return isReader && isBlind ? nil : line
        }
    }
}

extension GradeEntry {
    /// A course grade that nobody chose by hand.
    fileprivate var followsFromWork: Bool {
        assignment == nil && !Reason.ofChanges.contains(reason)
    }
}

extension GradeHistoryLine {
    /// Nobody has so many entries that a page would be needed.
    fileprivate static func statement(
        of learner: ID<Enrollment>, in offering: ID<Offering>, _ actor: Actor
    ) -> SQL {
        """
        SELECT entry.seq, entry.entry, exploration.title,
            \(Exploration.isStillBlind) AS is_blind,
            recorder.chosen_name AS recorder, approver.chosen_name AS approver
        FROM grade_entry entry
        JOIN offering ON offering.institution_id = entry.institution_id
            AND offering.id = entry.offering_id
        LEFT JOIN assignment ON assignment.institution_id = entry.institution_id
            AND assignment.id = entry.assignment_id
        LEFT JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        LEFT JOIN person recorder ON recorder.institution_id = entry.institution_id
            AND recorder.id = \(person(line: 7, "by="))
        LEFT JOIN person approver ON approver.institution_id = entry.institution_id
            AND approver.id = \(person(line: 8, "approved_by="))
        WHERE entry.institution_id = \(actor.institution) AND entry.offering_id = \(offering)
            AND entry.enrollment_id = \(learner)
        ORDER BY entry.seq DESC LIMIT 500
        """
    }

    /// Of an entry's canonical form, version 1.
    private static func person(line: Int, _ name: String) -> SQL {
        """
        nullif(substr(split_part(convert_from(entry.entry, 'UTF8'), chr(10), \(line)),
            \(name.utf8.count + 1)), '')::uuid
        """
    }

    fileprivate init(_ row: Row) throws {
        self.init(
            sequence: try row["seq"], entry: try .stored(try row["entry"]),
            title: try row["title"], recorder: try row["recorder"] ?? "",
            approver: try row["approver"])
    }
}
