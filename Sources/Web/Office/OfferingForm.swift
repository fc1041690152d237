import Domain
import Edge
import Foundation
import Store

/// What staff say of an offering and its sections, new or not. There is always room for one section
/// more; one that stays empty isn't made.
struct OfferingForm: Sendable {
    struct SectionPart: Sendable {
        let legend: String
        let id: String
        let idName: String
        let error: String?
        let fields: [Field]
        let basis: Select
    }

    let action: String
    let once: String
    let onceField = FormKey.field
    /// Empty of a new one.
    let version: String
    let mistake: String?
    let wasLost: Bool
    /// After a lost race: what stands stored now.
    let stored: [String]
    let course: [Field]
    let fields: [Field]
    let sections: [SectionPart]
    let button: String

    init(
        _ visit: Visit, _ record: OfferingRecord?, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let content = record?.content
        action = (record.map { Address.offeringEdit($0.offering.id) } ?? .addOffering).path
        once = visit.formKey
        version = record.map { "\($0.offering.version)" } ?? ""
        mistake = mistakes.general
        wasLost = mistakes.status == 412
        stored = wasLost ? content?.lines ?? [] : []
        course = record == nil ? Self.course(form, mistakes) : []
        fields = Self.fields(content, form, mistakes, zone: visit.account.institution.zone)
        let known = content?.sections ?? []
        sections = (0...known.count).map { place in
            SectionPart(place, place < known.count ? known[place] : nil, form, mistakes)
        }
        button = record == nil ? "Make the offering" : "Save"
    }

    private static func course(_ form: Form?, _ mistakes: Mistakes) -> [Field] {
        [
            Field(
                "course_code", "Course code", hint: "As in the catalog: ELEC 742.",
                value: form?["course_code"] ?? "", error: mistakes.at("/course/code")),
            Field(
                "course_title", "Course title", hint: "Only where the course is new here.",
                value: form?["course_title"] ?? "", error: mistakes.at("/course/title"),
                isRequired: false),
        ]
    }

    private static func fields(
        _ content: Offering.Content?, _ form: Form?, _ mistakes: Mistakes, zone: String
    ) -> [Field] {
        let all: [(String, String, String?, String?, String)] = [
            ("title", "Title", "As in: Voices Online, spring 2027.", content?.title, "text"),
            ("starts_on", "First day", nil, content?.startsOn.description, "date"),
            ("ends_on", "Last day", nil, content?.endsOn.description, "date"),
            (
                "zone", "Time zone", "Days and due times are the zone’s: America/New_York.",
                content?.zone ?? zone, "text"
            ),
        ]
        return all.map { name, label, hint, value, type in
            Field(
                name, label, hint: hint, value: form?[name] ?? value ?? "", type: type,
                error: mistakes.at("/\(name)"))
        }
    }
}

extension OfferingForm.SectionPart {
    fileprivate init(
        _ place: Int, _ old: Section.Content?, _ form: Form?, _ mistakes: Mistakes
    ) {
        let start = "section\(place)_"
        legend = old.map { "Section \($0.classNumber)" } ?? "Another section"
        idName = start + "id"
        id = old?.id?.description ?? ""
        error = mistakes.at("/sections/\(place)")
        let all: [(String, String, String?, String)] = [
            ("term_code", "Term code", old?.termCode, "text"),
            ("class_number", "Class number (CRN)", old?.classNumber, "text"),
            ("credits", "Credits", old?.credits.description, "text"),
            ("grades_due_on", "Grades are due on", old?.gradesDueOn.description, "date"),
            (
                "graduating_due_on", "Of graduating learners, where earlier",
                old?.graduatingDueOn?.description, "date"
            ),
            ("registrar", "Which registrar", old?.registrar, "text"),
        ]
        fields = all.map { name, label, value, type in
            Field(
                start + name, label, value: form?[start + name] ?? value ?? "", type: type,
                error: mistakes.at("/sections/\(place)/\(name)"), isRequired: false)
        }
        basis = Select(
            start + "basis", "Grading basis",
            GradingBasis.allCases.map { ($0.rawValue, $0.said) },
            chosen: form?[start + "basis"] ?? old?.gradingBasis.rawValue ?? "pass_fail",
            error: mistakes.at("/sections/\(place)/grading_basis"))
    }
}

extension Offering.Content {
    fileprivate var lines: [String] {
        ["Title: \(title)", "\(Said.day(startsOn)) to \(Said.day(endsOn)), \(zone)"]
            + sections.map {
                "Section \($0.classNumber), term \($0.termCode), \($0.gradingBasis.said), due "
                    + Said.day($0.gradesDueOn)
            }
    }
}
