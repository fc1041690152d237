import Domain
import Foundation
import Store

/// One learner's line of the gradebook.
struct GradebookRow: Encodable {
    struct Cell: Encodable {
        let explorationId: ID<Exploration>
        let explorationTitle: String
        /// Left out, as state and lateness are, where a blind reading isn't over.
        let assignmentId: ID<Assignment>?
        let state: Assignment.State?
        let isLate: Bool?
        let grade: GradePart?
    }

    let enrollmentId: ID<Enrollment>
    let name: String
    let sectionId: ID<Section>
    let assignments: [Cell]
    let course: CoursePart

    init(_ record: CourseGradeRecord) {
        enrollmentId = record.enrollment
        name = record.name
        sectionId = record.section
        assignments = record.cells.map { cell in
            let isHidden = record.isReadBlind && cell.isBlind
            return Cell(
                explorationId: cell.exploration, explorationTitle: cell.title,
                assignmentId: isHidden ? nil : cell.assignment,
                state: isHidden ? nil : cell.state, isLate: isHidden ? nil : cell.isLate,
                grade: isHidden ? nil : GradePart(cell))
        }
        course = CoursePart(record)
    }
}

/// A recorded grade of an assignment, with how it came about.
struct GradePart: Encodable {
    let grade: String
    let points: Points?
    let sentence: String

    init?(_ cell: CourseGradeRecord.Cell) {
        guard let entry = cell.entry, let sentence = cell.sentence else { return nil }
        switch entry.grade {
        case .complete: (grade, points) = ("complete", nil)
        case .incomplete: (grade, points) = ("incomplete", nil)
        case .excused: (grade, points) = ("excused", nil)
        case .points(let earned): (grade, points) = ("points", earned)
        case .course(let course): (grade, points) = (course.code, nil)
        }
        self.sentence = sentence
    }
}

/// A course grade as it stands: what an approval would approve, and what was approved last.
struct CoursePart: Encodable {
    struct Approval: Encodable {
        let grade: String
        let by: String
        let at: Date
        let ledgerSequence: Int64
    }

    let grade: String?
    let sentence: String?
    /// The explorations without a grade, where the course grade can't be told yet.
    let missing: [String]
    let isByHand: Bool
    /// The approval is of the grade as it stands.
    let isApproved: Bool
    let approval: Approval?

    init(_ record: CourseGradeRecord) {
        switch record.isCourseHidden ? nil : record.candidate {
        case .grade(let standing, let explanation):
            (grade, sentence, missing) = (standing.code, explanation, [])
        case .missing(let titles): (grade, sentence, missing) = (nil, nil, titles)
        case nil where record.isCourseHidden:
            (grade, sentence, missing) = (nil, "Shown once all blind work is graded.", [])
        case nil: (grade, sentence, missing) = (nil, "The section has no grade rule yet.", [])
        }
        isByHand = record.standing.byHand != nil
        isApproved = record.isApproved
        approval = record.standing.approval.map {
            Approval(
                grade: $0.grade.code, by: record.approver ?? "", at: $0.at,
                ledgerSequence: $0.sequence)
        }
    }
}

/// What a learner sees of their own: grades that are released, and a course grade once approved.
struct OwnGrades: Encodable {
    struct Line: Encodable {
        let assignmentId: ID<Assignment>
        let explorationTitle: String
        let countsAs: String
        let points: Points?
        /// Left out while nothing is released.
        let grade: GradePart?
    }

    let offeringId: ID<Offering>
    let offeringTitle: String
    let gradingBasis: GradingBasis
    /// How the course grade follows from the work; left out while the section has no rule.
    let rule: String?
    /// What each step of the rule still asks for, best first.
    let outlook: [String]
    let assignments: [Line]
    let courseGrade: String?
    let approvedAt: Date?
    /// How the course grade came about; left out while a change isn't approved.
    let sentence: String?

    init(_ record: CourseGradeRecord) {
        offeringId = record.offering
        offeringTitle = record.offeringTitle
        gradingBasis = record.standing.basis
        rule = record.standing.rule?.sentence
        outlook = record.standing.rule?.outlook(record.standing.pieces) ?? []
        assignments = record.cells.map { cell in
            Line(
                assignmentId: cell.assignment, explorationTitle: cell.title,
                countsAs: cell.countsAs.code, points: cell.countsAs.worth, grade: GradePart(cell))
        }
        courseGrade = record.standing.approval?.grade.code
        approvedAt = record.standing.approval?.at
        if record.isApproved, case .grade(_, let explanation) = record.candidate {
            sentence = explanation
        } else {
            sentence = nil
        }
    }
}
