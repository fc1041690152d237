import Domain
import Foundation
import Store

/// A registrar's view of an offering.
struct SectionBody: Encodable {
    let id: ID<Section>
    let termCode: String
    let classNumber: String
    let credits: Points
    let gradingBasis: GradingBasis
    let gradesDueOn: Day
    let graduatingDueOn: Day?
    /// The first of these and of six weeks after the end.
    let gradesFirstDueOn: Day
    /// Until then, in the offering's zone; below 0 once it is past.
    let daysLeft: Int
    let registrar: String

    init(_ section: Section, of offering: Offering, at now: Date) {
        let due = RegistrarDue(section: section, offering: offering)
        id = section.id
        termCode = section.termCode
        classNumber = section.classNumber
        credits = section.credits
        gradingBasis = section.gradingBasis
        gradesDueOn = section.gradesDueOn
        graduatingDueOn = section.graduatingDueOn
        gradesFirstDueOn = due.first
        daysLeft = due.daysLeft(
            on: Day(of: now, in: TimeZone(identifier: offering.zone) ?? .gmt))
        registrar = section.registrar
    }
}

/// One run of a course, with its sections, and what the one who asks is in it.
struct OfferingBody: Encodable {
    struct Course: Encodable {
        let id: ID<Domain.Course>
        let code: String
        let title: String
    }

    let id: ID<Offering>
    let course: Course
    let title: String
    let startsOn: Day
    let endsOn: Day
    let zone: String
    let isExample: Bool
    let finalizedAt: Date?
    let sections: [SectionBody]
    let ownRole: Role?

    init(_ record: OfferingRecord, at now: Date) {
        let offering = record.offering
        id = offering.id
        course = Course(
            id: record.course.id, code: record.course.code, title: record.course.title)
        title = offering.title
        startsOn = offering.startsOn
        endsOn = offering.endsOn
        zone = offering.zone
        isExample = offering.isExample
        finalizedAt = offering.finalizedAt
        sections = record.sections.map { SectionBody($0, of: offering, at: now) }
        ownRole = record.role
    }
}

/// A section as staff send it: with the id of one that is there, or another one without.
struct SectionEdit: Decodable {
    let id: ID<Section>?
    let termCode: String?
    let classNumber: String?
    let credits: Points?
    let gradingBasis: GradingBasis?
    let gradesDueOn: Day?
    let graduatingDueOn: Clearable<Day>
    let registrar: String?

    func content(over old: Section.Content?, at pointer: String) throws -> Section.Content {
        guard let termCode = termCode ?? old?.termCode,
            let classNumber = classNumber ?? old?.classNumber,
            let gradingBasis = gradingBasis ?? old?.gradingBasis,
            let gradesDueOn = gradesDueOn ?? old?.gradesDueOn
        else {
            let place = pointer.dropFirst()
            throw Missing.fields([
                ("\(place)/term_code", termCode != nil),
                ("\(place)/class_number", classNumber != nil),
                ("\(place)/grading_basis", gradingBasis != nil),
                ("\(place)/grades_due_on", gradesDueOn != nil),
            ])
        }
        return Section.Content(
            id: id, termCode: termCode, classNumber: classNumber,
            credits: credits ?? old?.credits ?? .zero, gradingBasis: gradingBasis,
            gradesDueOn: gradesDueOn,
            graduatingDueOn: graduatingDueOn.over(old?.graduatingDueOn),
            registrar: registrar ?? old?.registrar ?? "")
    }
}

/// What staff send of an offering: all that has no default for a new one, anything for an edit.
struct OfferingEdit: Decodable {
    struct Course: Decodable {
        let code: String
        /// Not needed for a course that is there.
        let title: String?
    }

    /// Only of a new offering.
    let course: Course?
    let title: String?
    let startsOn: Day?
    let endsOn: Day?
    let zone: String?
    let isExample: Bool?
    /// Sections that an edit doesn't name stay.
    let sections: [SectionEdit]?

    func newContent() throws -> (Domain.Course.Content, Offering.Content) {
        guard let course, let title, let startsOn, let endsOn, let zone else {
            throw Missing.fields([
                ("course", course != nil), ("title", title != nil),
                ("starts_on", startsOn != nil), ("ends_on", endsOn != nil), ("zone", zone != nil),
            ])
        }
        let content = Offering.Content(
            title: title, startsOn: startsOn, endsOn: endsOn, zone: zone,
            isExample: isExample ?? false, sections: try sections(over: []))
        return (Domain.Course.Content(code: course.code, title: course.title), content)
    }

    func content(over old: Offering.Content) throws -> Offering.Content {
        guard course == nil else {
            throw Invalid("/course", "fixed", "An offering stays with its course.")
        }
        return Offering.Content(
            title: title ?? old.title, startsOn: startsOn ?? old.startsOn,
            endsOn: endsOn ?? old.endsOn, zone: zone ?? old.zone,
            isExample: isExample ?? old.isExample,
            sections: try sections == nil ? old.sections : sections(over: old.sections))
    }

    private func sections(over old: [Section.Content]) throws -> [Section.Content] {
        try (sections ?? []).enumerated().map { place, section in
            try section.content(
                over: section.id.flatMap { id in old.first { $0.id == id } },
                at: "/sections/\(place)")
        }
    }
}
