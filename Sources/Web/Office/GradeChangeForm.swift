import Domain
import Edge
import Foundation
import Store

/// The form of a grade change: of the course grade, or of an assignment's.
struct GradeChangeForm: Sendable {
    let action: String
    let once: String
    let onceField = FormKey.field
    let mistake: String?
    let of: Select
    let grade: Field
    let reason: Select
    let lapsesOn: Field
    let lapsesTo: Field

    init(
        _ visit: Visit, _ line: CourseGradeRecord, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        func typed(_ name: String) -> String { form?[name] ?? "" }
        action = Address.learnerGrades(line.offering, line.enrollment).path
        once = visit.formKey
        mistake = mistakes.general
        of = Select(
            "of", "What changes",
            [("", "Course grade")]
                + line.changeable.map { ($0.assignment.description, $0.title) },
            chosen: typed("of"), error: mistakes.at("/enrollment_id"))
        grade = Field(
            "grade", "New grade", hint: Self.hint(line), value: typed("grade"),
            error: mistakes.at("/grade") ?? mistakes.at("/points"), isRequired: false)
        reason = Select(
            "reason", "Reason",
            [
                ("", "Choose one"), ("correction", "Correction"), ("appeal", "Appeal"),
                ("registrar", "Asked for by the registrar"),
            ], chosen: typed("reason"), error: mistakes.at("/reason"))
        lapsesOn = Field(
            "lapses_on", "An I lapses on", value: typed("lapses_on"), type: "date",
            error: mistakes.at("/lapses_on"), isRequired: false)
        lapsesTo = Field(
            "lapses_to", "… and becomes", value: typed("lapses_to"),
            error: mistakes.at("/lapses_to"), isRequired: false)
    }

    private static func hint(_ line: CourseGradeRecord) -> String {
        let basis = line.standing.basis
        let marks = basis == .percent ? "a percentage" : basis.marks.joined(separator: ", ")
        let course = "Of the course: \(marks), or I. Left empty: the computed one again."
        guard !line.changeable.isEmpty else { return course }
        return course + " Of an assignment: complete, incomplete, or its points."
    }
}

extension CourseGradeRecord {
    /// What may be changed here: of work that came back or was missed.
    var changeable: [Cell] {
        cells.filter {
            [.returned, .complete, .missing].contains($0.state) && $0.countsAs != .notCounted
                && !(isReadBlind && $0.isBlind)
        }
    }
}

/// What was sent by it.
struct GradeChangeSent {
    enum Subject {
        case course(CourseGrade?)
        case assignment(ID<Assignment>, Grade)
    }

    let subject: Subject
    let reason: GradeEntry.Reason

    init(_ form: Form) throws {
        guard let reason = GradeEntry.Reason(rawValue: form["reason"]) else {
            throw Invalid("/reason", "missing", "Choose why it changes.")
        }
        self.reason = reason
        guard let of = form.filled("of") else {
            subject = .course(try Self.courseGrade(form))
            return
        }
        guard let assignment = ID<Assignment>(of) else { throw NotFound() }
        subject = .assignment(assignment, try Self.grade(form))
    }

    private static func courseGrade(_ form: Form) throws -> CourseGrade? {
        guard let text = form.filled("grade")?.uppercased() else { return nil }
        guard text == "I" else { return Points(text).map(CourseGrade.percent) ?? .mark(text) }
        guard let lapsesOn = Day(form["lapses_on"]) else {
            throw Invalid("/lapses_on", "missing", "Say on which day the I lapses.")
        }
        guard let lapsesTo = form.filled("lapses_to")?.uppercased() else {
            throw Invalid("/lapses_to", "missing", "Say to which grade the I lapses.")
        }
        return .incomplete(lapsesOn: lapsesOn, to: lapsesTo)
    }

    private static func grade(_ form: Form) throws -> Grade {
        switch form.filled("grade")?.lowercased() {
        case "complete": return .complete
        case "incomplete": return .incomplete
        case let text?:
            guard let points = Points(text) else {
                throw Invalid(
                    "/grade", "unreadable", "Give complete, incomplete, or points, as 8 or 8.5.")
            }
            return .points(points)
        case nil: throw Invalid("/grade", "missing", "Give the new grade.")
        }
    }
}
