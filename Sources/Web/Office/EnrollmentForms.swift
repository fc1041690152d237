import Domain
import Edge
import Foundation
import Store

/// The form by which an enrollment takes on what the registrar says.
struct EnrollmentMove: Sendable {
    let action: String
    let version: String
    let mistake: String?
    let state: Select
    let section: Select
    let effectiveOn: Field

    init(
        _ visit: Visit, _ offering: OfferingRecord, _ enrollment: Enrollment, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let today = Day(of: visit.now, in: TimeZone(identifier: offering.offering.zone) ?? .gmt)
        let states: [EnrollmentState] =
            enrollment.role == .learner ? EnrollmentState.allCases : [.enrolled, .withdrawn]
        action = Address.enrollment(enrollment.offering, enrollment.id).path
        version = "\(enrollment.version)"
        mistake = mistakes.general
        state = Select(
            "state", "State", states.map { ($0.rawValue, "\($0.words): \($0.consequence)") },
            chosen: form?["state"] ?? enrollment.state.rawValue, error: mistakes.at("/state"))
        section = Select(
            "section", "Section",
            (enrollment.role == .learner ? [] : [("", "none")])
                + offering.sections.map { ($0.id.description, $0.words) },
            chosen: form?["section"] ?? enrollment.section?.description ?? "",
            error: mistakes.at("/section_id"))
        effectiveOn = Field(
            "effective_on", "Effective on", hint: "The registrar’s day.",
            value: form?["effective_on"] ?? today.description, type: "date",
            error: mistakes.at("/effective_on"))
    }
}

extension EnrollmentState {
    /// What it does, in few words.
    var consequence: String {
        switch self {
        case .enrolled: "takes part"
        case .addedLate: "due times count from their start"
        case .dropped: "no line in exports"
        case .withdrawn: "W, nothing more is taken"
        case .onLeave: "nothing is due, NR"
        case .auditing: "takes part, AU"
        }
    }
}

/// The form that grants more time.
struct MoreTimeForm: Sendable {
    let action: String
    let once: String
    let onceField = FormKey.field
    let mistake: String?
    let factor: Field
    let until: Field

    init(
        _ visit: Visit, _ enrollment: Enrollment, _ form: Form? = nil,
        _ mistakes: Mistakes = .none
    ) {
        action = Address.accommodations(enrollment.offering, enrollment.id).path
        once = visit.formKey
        mistake = mistakes.general
        factor = Field(
            "factor", "Times as long", hint: "1.5 is half as long again.",
            value: form?["factor"] ?? "1.5", error: mistakes.at("/time_factor_thousandths"))
        until = Field(
            "until", "Until the end of", hint: "Left empty: for the whole offering.",
            value: form?["until"] ?? "", type: "date", error: mistakes.at("/until"),
            isRequired: false)
    }

    /// What was sent by it; a day lasts until the next one begins.
    static func content(_ form: Form, zone: String) throws -> Accommodation.Content {
        guard let factor = Points(form["factor"].trimmingCharacters(in: .whitespaces)) else {
            throw Invalid("/time_factor_thousandths", "unreadable", "Give a number, as 1.5 or 2.")
        }
        var until: Date?
        if let text = form.filled("until") {
            guard let day = Day(text) else {
                throw Invalid("/until", "unreadable", "Choose a day, or write it as in 2027-02-24.")
            }
            until = day.adding(days: 1).start(in: TimeZone(identifier: zone) ?? .gmt)
        }
        return Accommodation.Content(
            timeFactor: Share(thousandths: factor.thousandths), until: until)
    }
}
