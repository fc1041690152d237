import Domain
import Edge
import Foundation
import Store

/// Takes a registrar's file: first it says what each row would do, then it does just that.
struct RosterPage: Page {
    static let template = PageTemplate(PackageResources.roster_mustache)

    let frame: Frame
    let action: String
    let token: String
    let tokenField = FormToken.field
    let mistake: String?
    let fileError: String?
    let pasted: String
    /// What it would do; nil before a file was sent.
    let plan: RosterPreview?

    init(
        _ visit: Visit, _ record: OfferingRecord, pasted: String = "", plan: RosterPreview? = nil,
        _ mistakes: Mistakes = .none
    ) {
        let id = record.offering.id
        frame = visit.frame(
            "Import a roster", in: .offerings,
            crumbs: visit.crumbs(record, [Link("People", .people(id))]),
            tabs: visit.tabs(record, .people))
        action = Address.roster(id).path
        token = visit.formToken
        mistake = mistakes.general
        fileError = mistakes.at("/file")
        self.pasted = pasted
        self.plan = plan
    }
}

/// What an import would do, with the file that is to be taken just so.
struct RosterPreview: Sendable {
    let action: String
    let counts: String
    let table: SafeHTML
    /// Unchanged rows aren't listed where there are many.
    let omitted: String?
    let absent: String?
    let ignored: String?
    let file: String
    let digest: String
    let once: String
    let onceField = FormKey.field
    /// Something would change.
    let isWorthIt: Bool

    init(
        _ visit: Visit, _ offering: ID<Offering>, _ bytes: [UInt8], _ file: RosterFile,
        _ report: RosterReport
    ) throws {
        action = Address.rosterImport(offering).path
        counts = RosterReport.Fate.allCases.map { "\(report.count($0)) \($0.rawValue)" }
            .joined(separator: ", ")
        let shown = Self.shown(report)
        table = Self.table(shown, file)
        let left = report.rows.count - shown.count
        omitted = left > 0 ? "\(left) more rows aren’t listed: the unchanged ones come last." : nil
        absent = Self.absent(report.absent)
        ignored =
            report.ignoredColumns.isEmpty
            ? nil : report.ignoredColumns.joined(separator: ", ")
        self.file = Carried.text(bytes)
        digest = Hex.text(try report.digest)
        once = visit.formKey
        isWorthIt = report.count(.new) + report.count(.changed) > 0
    }

    private static let most = 1000

    /// What asks for a look comes first.
    private static func shown(_ report: RosterReport) -> [RosterReport.Row] {
        let order: [RosterReport.Fate] = [.refused, .changed, .new, .unchanged]
        return Array(
            order.flatMap { fate in report.rows.filter { $0.fate == fate } }.prefix(most))
    }

    private static func absent(_ ids: [String]) -> String? {
        guard !ids.isEmpty else { return nil }
        let named = ids.prefix(20).joined(separator: ", ")
        return ids.count > 20 ? "\(named) and \(ids.count - 20) more" : named
    }

    private static func table(_ rows: [RosterReport.Row], _ file: RosterFile) -> SafeHTML {
        let entries = Dictionary(
            file.rows.map { ($0.line, $0.entry) }, uniquingKeysWith: { first, _ in first })
        let refused = Dictionary(
            file.refused.map { ($0.line, $0.registrarID) }, uniquingKeysWith: { first, _ in first })
        var html: SafeHTML = """
            <table class="plain"><thead><tr><th scope="col" class="num">Line</th>\
            <th scope="col">Fate</th><th scope="col">What changes, or why it is refused</th>\
            <th scope="col" class="num">Student id</th><th scope="col">Legal name</th>\
            </tr></thead><tbody>
            """
        for row in rows {
            let entry = entries[row.line]
            let id = entry?.registrarID ?? refused[row.line].flatMap { $0 }
            html += """
                <tr><th scope="row" class="num">\(row.line)</th><td>\(tag(row.fate))</td>\
                <td class="reason">\(said(row))</td><td class="num">\(id ?? "–")</td>\
                <td>\(entry?.legalName.filed ?? "–")</td></tr>
                """
        }
        html += "</tbody></table>"
        return html
    }

    private static func tag(_ fate: RosterReport.Fate) -> SafeHTML {
        switch fate {
        case .refused: "<span class=\"tag late\">refused</span>"
        case .changed: "<span class=\"tag due\">changed</span>"
        case .new: "<span class=\"tag done\">new</span>"
        case .unchanged: "<span class=\"tag\">unchanged</span>"
        }
    }

    private static func said(_ row: RosterReport.Row) -> SafeHTML {
        let lines =
            row.reasons
            + row.changes.map { change in
                let field = change.field.replacing("_", with: " ")
                return "\(field): \(change.from ?? "none") → \(change.to ?? "none")"
            }
        var html: SafeHTML = ""
        for line in lines { html += "<p>\(line)</p>" }
        return html
    }
}
