import Domain
import Edge
import Foundation
import Store

/// One export: its life, its lines, what differs by now, and what becomes of it next.
struct ExportPage: Page {
    static let template = PageTemplate(PackageResources.export_mustache)

    struct Event: Sendable {
        let state: String
        let at: Moment
        let by: String
    }

    struct Line: Sendable {
        let name: String
        let registrarID: String
        let grade: String
        let sequence: String
        let hasFailed: Bool
        let said: String?
    }

    struct Change: Sendable {
        let name: String
        let exported: String
        let current: String
        let reason: String
        let isApproved: Bool
    }

    let frame: Frame
    let content: String
    let digest: String
    let sequence: String
    let format: String
    let section: String
    let count: String
    let events: [Event]
    let changes: [Change]
    let hasChanges: Bool
    let lines: [Line]
    let goOn: GoOn?
    let next: ExportNext?
    /// Where a new one is made of the rows that failed.
    let again: String?
    let token: String
    let tokenField = FormToken.field

    init(
        _ visit: Visit, _ record: OfferingRecord, _ export: Export, _ facts: ExportFacts,
        next: ExportNext?
    ) {
        let offering = record.offering
        frame = visit.frame(
            "Export of \(visit.moment(export.madeAt, offering: offering.zone).text)",
            in: .offerings, crumbs: visit.crumbs(record, [Link("Exports", .exports(offering.id))]),
            tabs: visit.tabs(record, .exports))
        content = Address.exportContent(export.id).path
        digest = Hex.text(export.digest)
        sequence = "\(export.ledgerSequence)"
        format = export.format.words
        section = record.sections.first { $0.id == export.section }?.words ?? "all"
        count = "\(export.lines)"
        events = facts.events.map {
            Event(
                state: $0.state.rawValue, at: visit.moment($0.at, offering: offering.zone),
                by: $0.name ?? "the admin tool")
        }
        changes = facts.changes.map(Change.init)
        hasChanges = !changes.isEmpty
        lines = facts.lines.items.map(Line.init)
        goOn = GoOn(after: visit.request.filled("cursor"), next: facts.lines.next) {
            Address.export(export.id).with([("cursor", $0)])
        }
        self.next = next
        again = Self.again(export)
        token = visit.formToken
    }

    private static func again(_ export: Export) -> String? {
        guard export.state == .rejected else { return nil }
        return Address.exports(export.offering).with([
            ("format", export.format.rawValue), ("section", export.section?.description),
            ("failed", export.id.description),
        ])
    }
}

/// What a page of an export shows beside the export itself.
struct ExportFacts: Sendable {
    let events: [ExportEvent]
    let changes: [GradeChange]
    let lines: Store.Page<ExportLine>
}

extension ExportPage.Line {
    fileprivate init(_ line: ExportLine) {
        name = line.name
        registrarID = line.registrarID
        grade = line.grade.code
        sequence = "\(line.sequence)"
        hasFailed = line.hasFailed
        said = line.said
    }
}

extension ExportPage.Change {
    fileprivate init(_ change: GradeChange) {
        name = change.name
        exported = change.exported?.code ?? "none"
        current = change.current?.code ?? "none"
        reason = change.reason?.words ?? "–"
        isApproved = change.isApproved
    }
}

/// The form of what comes next in an export's life.
struct ExportNext: Sendable {
    struct Step: Sendable {
        let value: String
        let label: String
        let isChecked: Bool
    }

    let action: String
    let once: String
    let onceField = FormKey.field
    let mistake: String?
    let faults: [String]
    let steps: [Step]
    /// A registrar's answer may name the rows that weren't taken.
    let takesRows: Bool
    let rows: String

    /// Nil where its life has ended.
    init?(_ visit: Visit, _ export: Export, _ form: Form? = nil, _ mistakes: Mistakes = .none) {
        let next = Export.State.allCases.filter(export.state.next.contains)
        guard !next.isEmpty else { return nil }
        action = Address.exportEvents(export.id).path
        once = visit.formKey
        mistake = mistakes.general
        faults = mistakes.below("/rows")
        steps = next.map { state in
            let isChecked = form.map { $0["state"] == state.rawValue } ?? (next.count == 1)
            return Step(value: state.rawValue, label: state.sentence, isChecked: isChecked)
        }
        takesRows = next.contains(.rejected)
        rows = form?["rows"] ?? ""
    }
}

extension Export.State {
    fileprivate var sentence: String {
        switch self {
        case .made: "Made"
        case .sent: "Sent: the registrar has it"
        case .accepted: "Accepted: the registrar took all of it"
        case .rejected: "Rejected: the registrar refused it, or some of its rows"
        }
    }
}
