import Domain
import Edge
import Foundation
import Store

/// One learner's grades: how each came about, what the ledger holds of them, and the form of a change
/// where one may record it.
struct LearnerGradesPage: Page {
    static let template = PageTemplate(PackageResources.learner_grades_mustache)

    struct Line: Sendable {
        let title: String
        let countsAs: String
        let state: String
        let look: String
        let isLate: Bool
        let grade: String?
        let sentence: String?
    }

    struct Entry: Sendable {
        let sequence: String
        let at: Moment
        let of: String
        let grade: String
        let reason: String
        let recorder: String
        let approver: String?
    }

    let frame: Frame
    let registrarID: String
    let section: String
    let state: String
    let rule: String?
    let grade: String?
    let sentence: String
    let outlook: [String]
    let isApproved: Bool
    let approval: String?
    let lines: [Line]
    let entries: [Entry]
    /// Nil for those who may not.
    let form: GradeChangeForm?
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: OfferingRecord, _ line: CourseGradeRecord,
        _ history: [GradeHistoryLine], _ form: GradeChangeForm?
    ) {
        let zone = record.offering.zone
        frame = visit.frame(
            line.name, in: .offerings,
            crumbs: visit.crumbs(record, [Link("Grades", .grades(record.offering.id))]),
            tabs: visit.tabs(record, .grades),
            foot:
                "The learner sees a grade once its feedback is released, and the course grade once "
                + "it is approved.")
        registrarID = line.registrarID ?? "not known"
        section = record.sections.first { $0.id == line.section }?.words ?? "–"
        state = line.standing.state.words
        rule = line.standing.rule?.sentence
        grade = line.code
        sentence = line.sentence
        outlook = line.outlook
        isApproved = line.isApproved
        approval = line.standing.approval.map {
            "\($0.grade.code), by \(line.approver ?? "someone"), "
                + "\(visit.moment($0.at, offering: zone).text), ledger entry \($0.sequence)"
        }
        lines = line.cells.map { Line($0, isHidden: line.isReadBlind && $0.isBlind) }
        entries = history.map { Entry($0, visit, zone) }
        self.form = form
        token = visit.formToken
    }
}

extension LearnerGradesPage.Line {
    fileprivate init(_ cell: CourseGradeRecord.Cell, isHidden: Bool) {
        title = cell.title
        countsAs =
            switch cell.countsAs {
            case .completion: "completion"
            case .points(let worth): "\(worth) points"
            case .notCounted: "not counted"
            }
        let tag = isHidden ? StateTag("read blind") : StateTag(cell.state)
        (state, look) = (tag.text, tag.look)
        isLate = !isHidden && cell.isLate
        grade = isHidden ? nil : cell.entry?.grade.words(cell.countsAs)
        sentence = isHidden ? "Shown once the offering’s grades are final." : cell.sentence
    }
}

extension LearnerGradesPage.Entry {
    fileprivate init(_ line: GradeHistoryLine, _ visit: Visit, _ zone: String) {
        sequence = "\(line.sequence)"
        at = visit.moment(line.entry.recordedAt, offering: zone)
        of = line.title ?? "Course grade"
        grade =
            line.entry.reason == .releaseWithdrawn
            ? "none" : line.entry.grade.words(.completion)
        reason = line.entry.reason.words
        recorder = line.recorder
        approver = line.approver
    }
}
