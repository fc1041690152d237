package import Domain
import Foundation
import Postgres

/// One learner's line of the gradebook: each assignment, and the course grade.
package struct CourseGradeRecord: Sendable, Equatable {
    package struct Cell: Sendable, Equatable {
        package let assignment: ID<Assignment>
        package let exploration: ID<Exploration>
        package let title: String
        package let state: Assignment.State
        package let isLate: Bool
        package let isBlind: Bool
        package let countsAs: CountsAs
        /// Nil: nothing recorded, or its release was taken back.
        package let entry: GradeEntry?
        /// The reader's points, before what lateness took.
        package let earned: Points?

        package var sentence: String? {
            entry.map { $0.grade.sentence(countsAs, reason: $0.reason, earned: earned) }
        }
    }

    package let enrollment: ID<Enrollment>
    package let offering: ID<Offering>
    package let offeringTitle: String
    /// The chosen name.
    package let name: String
    package let section: ID<Section>
    package let ruleNumber: Int?
    package let standing: CourseStanding
    package let cells: [Cell]
    /// The chosen name of who approved last.
    package let approver: String?
    /// In the offering's zone.
    package let today: Day
    package let registrarID: String?
    let legalName: Person.LegalName
    let sectionName: ApprovedGrade.SectionName
    let approvalDigest: [UInt8]?
    /// From who asks: they don't grade this learner.
    package let isRecused: Bool

    /// To who asks, a name beside blind work would tell whose it is.
    package internal(set) var isReadBlind = false
    /// Blind work of the offering isn't all graded yet: until then a course grade that follows from
    /// it would tell its reader whose was graded.
    package internal(set) var isBlindOpen = false

    /// The course grade isn't shown to who asks.
    package var isCourseHidden: Bool {
        isReadBlind && isBlindOpen && followsFromBlind
    }

    var followsFromBlind: Bool {
        standing.byHand == nil && standing.state.effects.exportLine == .grade
            && cells.contains(where: \.isBlind)
    }

    package var candidate: CourseGradeResult? { standing.candidate(on: today) }
    package var isApproved: Bool { standing.isApproved(on: today) }
}

extension CourseGradeRecord.Cell {
    static let columns: SQL = """
        assignment.id AS assignment_id, assignment.enrollment_id, assignment.exploration_id,
        assignment.state AS assignment_state, exploration.title AS exploration_title,
        exploration.counts_as, exploration.points_thousandths, \(Exploration.isStillBlind) AS is_blind,
        graded.entry, shown.points_thousandths AS earned,
        coalesce(timed.submitted_at > timed.due_at, false) AS late_submission
        """

    static let source: SQL = """
        FROM assignment
        JOIN exploration ON exploration.institution_id = assignment.institution_id
            AND exploration.id = assignment.exploration_id
        JOIN offering ON offering.institution_id = assignment.institution_id
            AND offering.id = assignment.offering_id
        LEFT JOIN LATERAL (SELECT entry FROM grade_entry
            WHERE grade_entry.institution_id = assignment.institution_id
                AND grade_entry.enrollment_id = assignment.enrollment_id
                AND grade_entry.assignment_id = assignment.id
            ORDER BY seq DESC LIMIT 1) graded ON true
        LEFT JOIN LATERAL (SELECT points_thousandths FROM released_feedback
            WHERE released_feedback.institution_id = assignment.institution_id
                AND released_feedback.assignment_id = assignment.id
                AND NOT EXISTS (SELECT 1 FROM release_withdrawal taken
                    WHERE taken.institution_id = released_feedback.institution_id
                        AND taken.released_feedback_id = released_feedback.id)
            ORDER BY released_at DESC, id DESC LIMIT 1) shown ON true
        \(Submission.timed)
        """

    init(_ row: Row) throws {
        let bytes: [UInt8]? = try row["entry"]
        let entry = try bytes.map(GradeEntry.stored)
        self.init(
            assignment: try row["assignment_id"], exploration: try row["exploration_id"],
            title: try row["exploration_title"], state: try row["assignment_state"],
            isLate: try row["late_submission"], isBlind: try row["is_blind"],
            countsAs: try CountsAs(row),
            entry: entry?.reason == .releaseWithdrawn ? nil : entry, earned: try row["earned"])
    }

    fileprivate func piece(isOver: Bool) -> CourseGradeResult.Piece {
        CourseGradeResult.Piece(
            title: title, countsAs: countsAs, state: state, recorded: entry?.grade,
            isOver: isOver)
    }
}

extension GradeEntry {
    static func stored(_ bytes: [UInt8]) throws -> GradeEntry {
        guard let entry = GradeEntry(canonical: bytes) else {
            throw DecodingFailure(of: GradeEntry.self)
        }
        return entry
    }
}

extension CourseGradeRecord {
    /// From the answers to `LearnerChoice.statements`.
    static func all(_ rows: some Sequence<Rows>, at now: Date) throws -> [CourseGradeRecord] {
        let rows = Array(rows)
        let cells = try Dictionary(grouping: rows[1]) { row -> ID<Enrollment> in
            try row["enrollment_id"]
        }
        let entries = try Dictionary(grouping: rows[2]) { row -> ID<Enrollment> in
            try row["enrollment_id"]
        }
        let rules = try rules(rows[0])
        return try rows[0].map { row in
            let id: ID<Enrollment> = try row["id"]
            return try CourseGradeRecord(
                row, rules[row["section_id"]], (cells[id] ?? []).map(Cell.init), entries[id] ?? [],
                at: now)
        }
    }

    /// Each read once: many learners stand under one.
    private static func rules(_ learners: Rows) throws -> [ID<Section>: GradeRule] {
        var rules: [ID<Section>: GradeRule] = [:]
        for row in learners {
            let section: ID<Section> = try row["section_id"]
            guard rules[section] == nil else { continue }
            let rule: JSON<GradeRule>? = try row["rule"]
            rules[section] = rule?.value
        }
        return rules
    }

    private init(
        _ row: Row, _ rule: GradeRule?, _ cells: [Cell], _ entries: [Row], at now: Date
    ) throws {
        // What the chain holds decides; the row beside it says no more than when and who.
        let approved = try entries.last {
            let approver = try GradeEntry.stored(try $0["entry"]).approvedBy
            return try approver != nil && approver == $0["approved_by"]
        }
        let zone: String = try row["zone"]
        let today = Day(of: now, in: TimeZone(identifier: zone) ?? .gmt)
        let endsOn: Day = try row["ends_on"]
        self.init(
            enrollment: try row["id"], offering: try row["offering_id"],
            offeringTitle: try row["title"], name: try row["chosen_name"],
            section: try row["section_id"], ruleNumber: try row["number"],
            standing: CourseStanding(
                state: try row["state"], section: try row["section_id"],
                basis: try row["grading_basis"], rule: rule,
                pieces: cells.map { $0.piece(isOver: today > endsOn) },
                recorded: try entries.map {
                    CourseStanding.Recorded(
                        sequence: try $0["seq"], entry: try .stored(try $0["entry"]))
                },
                approval: try approved.flatMap(CourseStanding.Approval.init)),
            cells: cells, approver: try approved.flatMap { try $0["approver"] },
            today: today,
            registrarID: try row["registrar_id"],
            legalName: Person.LegalName(
                given: try row["legal_given_name"], family: try row["legal_family_name"]),
            sectionName: ApprovedGrade.SectionName(
                termCode: try row["term_code"], classNumber: try row["class_number"]),
            approvalDigest: try approved.map { try $0["digest"] },
            isRecused: try row["is_recused"])
    }
}

extension CourseStanding.Approval {
    fileprivate init?(_ row: Row) throws {
        let entry = try GradeEntry.stored(try row["entry"])
        guard case .course(let grade) = entry.grade else { return nil }
        self.init(
            sequence: try row["seq"], grade: grade, section: try row["approved_section"],
            by: try row["approved_by"], at: try row["approved_at"])
    }
}
