import Domain
import Edge
import Foundation
import Store

/// The exports of an offering with their lives, and the form that makes one after a look at it.
struct ExportsPage: Page {
    static let template = PageTemplate(PackageResources.exports_mustache)

    struct Line: Sendable {
        let href: String
        let made: Moment
        let section: String
        let format: String
        let lines: String
        let state: String
        let isBad: Bool
        let isGood: Bool
    }

    struct Refused: Sendable {
        let faults: [String]
    }

    let frame: Frame
    let action: String
    let grades: String
    let choices: [Select]
    /// What would be in it; nil before a look was asked for.
    let preview: ExportPreview?
    /// Why it can't be made; nil where nothing speaks against it.
    let refused: Refused?
    let lines: [Line]
    let goOn: GoOn?
    /// Since the last export; nil where there is none.
    let changes: String?

    init(
        _ visit: Visit, _ record: OfferingRecord, _ page: Store.Page<Export>, _ ask: ExportAsk,
        preview: ExportPreview? = nil, faults: [String] = []
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Exports", in: .offerings, crumbs: visit.crumbs(record),
            tabs: visit.tabs(record, .exports),
            foot: "Only the office sees exports. They hold legal names, for the registrar.")
        action = Address.exports(id).path
        grades = Address.grades(id).path
        choices = ask.choices(record)
        self.preview = preview
        refused = faults.isEmpty ? nil : Refused(faults: faults)
        let sections = Dictionary(uniqueKeysWithValues: record.sections.map { ($0.id, $0.words) })
        lines = page.items.map { Line($0, sections, visit, record.offering.zone) }
        changes = page.items.first.map { Address.export($0.id).path + "#changes" }
        goOn = GoOn(after: visit.request.filled("cursor"), next: page.next) {
            Address.exports(id).with([("cursor", $0)])
        }
    }
}

extension ExportsPage.Line {
    fileprivate init(
        _ export: Export, _ sections: [ID<Section>: String], _ visit: Visit, _ zone: String
    ) {
        href = Address.export(export.id).path
        made = visit.moment(export.madeAt, offering: zone)
        section = export.section.flatMap { sections[$0] } ?? "all"
        format = export.format.words
        lines = "\(export.lines)"
        state = export.state.rawValue
        isBad = export.state == .rejected
        isGood = export.state == .accepted
    }
}

/// Of which export a look is wanted: the state of the page, in its address.
struct ExportAsk: Sendable {
    let format: Export.Format
    let section: ID<Section>?
    /// Whose failed rows it is to hold.
    let failed: ID<Export>?
    /// Whether one was asked for.
    let isAsked: Bool

    init(format: String?, section: String?, failed: String?) {
        isAsked = format != nil
        self.format = format.flatMap(Export.Format.init) ?? .csv
        self.section = section.flatMap { ID($0) }
        self.failed = failed.flatMap { ID($0) }
    }

    fileprivate func choices(_ record: OfferingRecord) -> [Select] {
        [
            Select(
                "format", "Format", Export.Format.allCases.map { ($0.rawValue, $0.words) },
                chosen: format.rawValue),
            Select(
                "section", "Section",
                [("", "All sections")] + record.sections.map { ($0.id.description, $0.words) },
                chosen: section?.description ?? ""),
        ]
    }
}

extension Export.Format {
    var words: String {
        switch self {
        case .csv: "CSV, for people"
        case .json: "JSON, for programs"
        case .registrar: "the registrar’s own, of one section"
        }
    }
}

/// What an export would hold, with the form that makes just that.
struct ExportPreview: Sendable {
    let title: String
    let table: SafeHTML
    let omitted: String?
    let once: String
    let onceField = FormKey.field
    let token: String
    let tokenField = FormToken.field
    let format: String
    let section: String
    let failed: String

    init(_ visit: Visit, _ ask: ExportAsk, _ export: GradeExport) {
        let count = export.grades.count
        title = "\(Said.count(count, "grade")) would be exported"
        table = Self.table(export.grades.prefix(500))
        omitted = count > 500 ? "\(count - 500) more aren’t listed here." : nil
        once = visit.formKey
        token = visit.formToken
        format = ask.format.rawValue
        section = ask.section?.description ?? ""
        failed = ask.failed?.description ?? ""
    }

    private static func table(_ grades: some Sequence<ApprovedGrade>) -> SafeHTML {
        var html: SafeHTML = """
            <table class="plain"><thead><tr><th scope="col">Legal name</th>\
            <th scope="col" class="num">Registrar’s id</th><th scope="col">Section</th>\
            <th scope="col">Grade</th><th scope="col">How it came about</th>\
            <th scope="col">Approved by</th></tr></thead><tbody>
            """
        for grade in grades {
            html += """
                <tr><th scope="row">\(grade.legalName.filed)</th>\
                <td class="num">\(grade.registrarID)</td><td>\(grade.section.text)</td>\
                <td><strong>\(grade.grade)</strong></td><td>\(grade.explanation)</td>\
                <td>\(grade.approval.by)</td></tr>
                """
        }
        html += "</tbody></table>"
        return html
    }
}
