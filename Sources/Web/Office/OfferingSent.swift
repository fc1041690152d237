import Domain
import Edge
import Foundation

/// What was sent by an offering's form, or every field that can't be read.
struct OfferingSent {
    let course: Course.Content
    let content: Offering.Content

    init(_ form: Form, isExample: Bool = false) throws {
        var reading = FormReading(form)
        let startsOn = reading.day("starts_on", at: "/starts_on")
        let endsOn = reading.day("ends_on", at: "/ends_on")
        var sections: [Section.Content] = []
        for place in 0...50 where form.isChecked("section\(place)_term_code") {
            guard let section = reading.section(place) else { continue }
            sections.append(section)
        }
        let course = Course.Content(
            code: form.filled("course_code") ?? "", title: form.filled("course_title"))
        func content(from start: Day, to end: Day, _ sections: [Section.Content])
            -> Offering.Content
        {
            Offering.Content(
                title: form.filled("title") ?? "", startsOn: start, endsOn: end,
                zone: form.filled("zone") ?? "", isExample: isExample, sections: sections)
        }
        guard reading.faults.isEmpty, let startsOn, let endsOn else {
            let day = startsOn ?? endsOn ?? Day(of: .distantPast, in: .gmt)
            // Where a section stands, and whether its day fits, is known when all can be read.
            let faults = Invalid(reading.faults, and: course.check).faults
            throw Invalid(
                faults, and: content(from: startsOn ?? day, to: endsOn ?? day, []).check)
        }
        self.course = course
        self.content = content(from: startsOn, to: endsOn, sections)
    }
}

/// Reads days and numbers from a form, and keeps what is wrong with them.
private struct FormReading {
    let form: Form
    private(set) var faults: [Invalid.Fault] = []

    init(_ form: Form) { self.form = form }

    mutating func day(_ name: String, at pointer: String) -> Day? {
        let day = Day(form[name].trimmingCharacters(in: .whitespaces))
        if day == nil { fail(pointer, "Choose a day, or write it as in 2027-02-24.") }
        return day
    }

    /// Nil of one that was left empty, or that can't be read.
    mutating func section(_ place: Int) -> Section.Content? {
        let (start, pointer) = ("section\(place)_", "/sections/\(place)")
        func typed(_ name: String) -> String? { form.filled(start + name) }
        let names = ["id", "term_code", "class_number", "grades_due_on"]
        guard names.contains(where: { typed($0) != nil }) else { return nil }
        let credits = Points(typed("credits") ?? "0")
        if credits == nil { fail("\(pointer)/credits", "Give a number, as 2 or 1.5.") }
        let basis = GradingBasis(rawValue: form[start + "basis"])
        if basis == nil { fail("\(pointer)/grading_basis", "Choose a grading basis.") }
        let due = day(start + "grades_due_on", at: "\(pointer)/grades_due_on")
        let graduating = typed("graduating_due_on").flatMap { _ in
            day(start + "graduating_due_on", at: "\(pointer)/graduating_due_on")
        }
        guard let credits, let basis, let due else { return nil }
        return Section.Content(
            id: typed("id").flatMap { ID($0) }, termCode: typed("term_code") ?? "",
            classNumber: typed("class_number") ?? "", credits: credits, gradingBasis: basis,
            gradesDueOn: due, graduatingDueOn: graduating, registrar: typed("registrar") ?? "")
    }

    private mutating func fail(_ pointer: String, _ detail: String) {
        faults.append(Invalid.Fault(pointer: pointer, code: "unreadable", detail: detail))
    }
}
