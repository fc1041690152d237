package import Foundation

/// What a change-of-grade form says of one learner: the grade that the registrar has, and the
/// approved one that holds in its place.
package struct ChangeOfGrade: Sendable, Equatable {
    /// From one approved entry of the ledger to another.
    package struct Step: Sendable, Equatable {
        package let exported: Int64
        package let approved: Int64

        package init(exported: Int64, approved: Int64) {
            self.exported = exported
            self.approved = approved
        }
    }

    package let id: ID<ChangeOfGrade>
    package let enrollment: ID<Enrollment>
    /// The registrar's id of the learner, as it was sent.
    package let registrarID: String
    package let legalName: Person.LegalName
    package let section: ApprovedGrade.SectionName
    package let export: ID<Export>
    package let exported: CourseGrade
    package let approved: CourseGrade
    package let step: Step
    /// Why it was changed: by which code of an instructor, by a lapse, or because work was graded.
    package let reason: GradeEntry.Reason
    package let approver: String
    package let madeAt: Date

    package init(
        id: ID<ChangeOfGrade>, enrollment: ID<Enrollment>, registrarID: String,
        legalName: Person.LegalName, section: ApprovedGrade.SectionName, export: ID<Export>,
        exported: CourseGrade, approved: CourseGrade, step: Step, reason: GradeEntry.Reason,
        approver: String, madeAt: Date
    ) {
        self.id = id
        self.enrollment = enrollment
        self.registrarID = registrarID
        self.legalName = legalName
        self.section = section
        self.export = export
        self.exported = exported
        self.approved = approved
        self.step = step
        self.reason = reason
        self.approver = approver
        self.madeAt = madeAt
    }
}

extension ChangeOfGrade.Step {
    /// The step that a form is due for: the registrar took `exported`, and a later approval is of a
    /// grade with another code. `entries` are the learner's for the course, oldest first.
    package init?(exported: Int64, in entries: [CourseStanding.Recorded]) {
        guard let taken = entries.first(where: { $0.sequence == exported })?.entry,
            let latest = entries.last(where: { $0.entry.approvedBy != nil }),
            latest.sequence > exported, latest.entry.courseCode != taken.courseCode
        else { return nil }
        self.init(exported: exported, approved: latest.sequence)
    }

    /// The code of the last change by hand between the two, or what else brought the grade.
    package func reason(in entries: [CourseStanding.Recorded]) -> GradeEntry.Reason {
        let between = entries.filter { $0.sequence > exported && $0.sequence <= approved }
            .map(\.entry.reason)
        return between.last { GradeEntry.Reason.ofChanges.contains($0) }
            ?? (between.contains(.lapsed) ? .lapsed : .computed)
    }
}

extension GradeEntry {
    /// As the registrar writes a course grade; empty for an assignment's.
    var courseCode: String {
        if case .course(let grade) = grade { grade.code } else { "" }
    }
}
