import Domain
import Foundation
import Store

/// The fields of a field note, with what was typed and what is wrong with it.
struct NoteForm: Sendable {
    /// A field for more than a line.
    struct Area: Sendable {
        let name: String
        let label: String
        let hint: String
        let value: String
        let error: String?
    }

    let visited: Field
    let areas: [Area]
    let address: Field
    let mistake: String?

    /// An empty one, for a visit of today.
    init(_ visit: Visit, _ record: AssignmentRecord) {
        let zone = TimeZone(identifier: visit.zone) ?? .gmt
        self.init("\(Day(of: visit.now, in: zone))", "", "", "")
    }

    init(_ content: FieldNote.Content) {
        self.init(
            "\(content.visitedOn)", content.observed, content.thought, content.pageAddress ?? "")
    }

    init(_ form: Form, _ mistakes: Mistakes) {
        self.init(
            form["visited_on"], form["observed"], form["thought"], form["page_address"], mistakes)
    }

    private init(
        _ day: String, _ observed: String, _ thought: String, _ address: String,
        _ mistakes: Mistakes = .none
    ) {
        visited = Field(
            "visited_on", "Day of the visit", value: day, type: "date",
            error: mistakes.at("/visited_on"))
        areas = [
            Area(
                name: "observed", label: "What you observed",
                hint:
                    "What was there to see: who answers whom, in what manner. No names, no quotations.",
                value: observed, error: mistakes.at("/observed")),
            Area(
                name: "thought", label: "What it made you think",
                hint: "Can stay empty.", value: thought, error: mistakes.at("/thought")),
        ]
        self.address = Field(
            "page_address", "Address of the page",
            hint:
                "Only where your instructor asks for it. Exports and other learners never see it, nor "
                + "do readers who read blind.",
            // What is no address stays in a field that takes anything.
            value: address, type: mistakes.at("/page_address") == nil ? "url" : "text",
            error: mistakes.at("/page_address"), isRequired: false)
        mistake = mistakes.general
    }
}
