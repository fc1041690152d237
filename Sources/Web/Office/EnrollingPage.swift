import Domain
import Edge
import Foundation
import Store

/// Enrolls someone who has an account, known by their exact address or registrar's id.
struct EnrollingPage: Page {
    static let template = PageTemplate(PackageResources.enrolling_mustache)

    let frame: Frame
    let action: String
    let roster: String
    let people: String?
    let once: String
    let onceField = FormKey.field
    let token: String
    let tokenField = FormToken.field
    let mistake: String?
    let person: Field
    let choices: [Select]
    let startsOn: Field

    init(
        _ visit: Visit, _ record: OfferingRecord, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let offering = record.offering
        frame = visit.frame(
            "Enroll someone", in: .offerings,
            crumbs: visit.crumbs(record, [Link("People", .people(offering.id))]),
            tabs: visit.tabs(record, .people))
        action = Address.enrolling(offering.id).path
        roster = Address.roster(offering.id).path
        people = Policy.allows(.managePeople, by: visit.actor) ? Address.schoolPeople.path : nil
        once = visit.formKey
        token = visit.formToken
        mistake = mistakes.general
        person = Field(
            "person", "E-mail address or registrar’s id", value: form?["person"] ?? "",
            error: mistakes.at("/person") ?? mistakes.at("/person_id"))
        choices = Self.choices(record, form, mistakes)
        startsOn = Field(
            "starts_on", "Takes part from",
            value: form?["starts_on"] ?? Self.day(visit, offering).description, type: "date",
            error: mistakes.at("/starts_on"))
    }

    private static func choices(
        _ record: OfferingRecord, _ form: Form?, _ mistakes: Mistakes
    ) -> [Select] {
        [
            Select(
                "role", "Role", Role.allCases.map { ($0.rawValue, $0.rawValue) },
                chosen: form?["role"] ?? "learner", error: mistakes.at("/role")),
            Select(
                "section", "Section",
                [("", "none")] + record.sections.map { ($0.id.description, $0.words) },
                chosen: form?["section"] ?? record.sections.first?.id.description ?? "",
                hint: "A learner sits in one.",
                error: mistakes.at("/section_id")),
            Select(
                "state", "State",
                [EnrollmentState.enrolled, .addedLate, .auditing].map {
                    ($0.rawValue, "\($0.words): \($0.consequence)")
                }, chosen: form?["state"] ?? "enrolled", error: mistakes.at("/state")),
        ]
    }

    /// Today, or the first day while it is still to come.
    private static func day(_ visit: Visit, _ offering: Offering) -> Day {
        max(offering.startsOn, Day(of: visit.now, in: TimeZone(identifier: offering.zone) ?? .gmt))
    }
}
