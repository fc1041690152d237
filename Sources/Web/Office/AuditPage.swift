import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// The record of the school, the newest first.
struct AuditPageRoutes {
    let records: Records

    var routes: [PageRoute] { [PageRoute(.get, "/audit", use: list)] }

    @Sendable func list(_ visit: Visit) async throws -> Response {
        let view = AuditView(visit)
        let page = try await records.audit(
            view.filter, by: visit.actor, visit.request.page(of: 100))
        return AuditPage(visit, view, page).shown(visit.request)
    }
}

/// Which lines are shown: the state of the page, all of it in the address.
struct AuditView: Sendable {
    static let names = ["name", "person", "action", "subject", "operator", "from", "to"]

    let filter: AuditFilter
    let query: [(String, String?)]
    let cursor: String?
    let isNarrowed: Bool

    /// Days are the reader's.
    init(_ visit: Visit) {
        let request = visit.request
        let zone = TimeZone(identifier: visit.zone) ?? .gmt
        func start(_ name: String, adding days: Int) -> Date? {
            request.filled(name).flatMap { Day($0) }.map {
                $0.adding(days: days).start(in: zone)
            }
        }
        filter = AuditFilter(
            subject: request.filled("subject").flatMap(UUID.init(uuidString:)),
            person: request.filled("person").flatMap { ID($0) }, name: request.filled("name"),
            operatorName: request.filled("operator"), action: request.filled("action"),
            from: start("from", adding: 0), to: start("to", adding: 1))
        query = Self.names.map { ($0, request.filled($0)) }
        cursor = request.filled("cursor")
        isNarrowed = filter != AuditFilter()
    }

    func address(_ changed: [String: String?]) -> String {
        Address.record.with(query.map { ($0.0, changed[$0.0] ?? $0.1) })
    }

    func address(cursor: String?) -> String {
        Address.record.with(query + [("cursor", cursor)])
    }
}

struct AuditPage: Page {
    static let template = PageTemplate(PackageResources.audit_mustache)

    struct Line: Sendable {
        let at: Moment
        let who: String
        let whoHref: String?
        let action: String
        let actionHref: String
        let subject: String?
        let subjectHref: String
        let detail: String
        let request: String
        let seal: String
    }

    let frame: Frame
    let filters: Filters
    let lines: [Line]
    let isNarrowed: Bool
    let goOn: GoOn?

    init(_ visit: Visit, _ view: AuditView, _ page: Store.Page<AuditRecord>) {
        frame = visit.frame(
            "Audit", in: .audit,
            foot: "Those whom the school appointed to its office see this. It holds ids, codes and "
                + "numbers, never anybody’s text.")
        filters = Self.filters(view)
        lines = page.items.map { Line($0, view, visit) }
        isNarrowed = view.isNarrowed
        goOn = GoOn(after: view.cursor, next: page.next) { view.address(cursor: $0) }
    }

    private static func filters(_ view: AuditView) -> Filters {
        let typed = Dictionary(
            view.query.map { ($0.0, $0.1 ?? "") }, uniquingKeysWith: { first, _ in first })
        func field(_ name: String, _ label: String, _ type: String = "text") -> Field {
            Field(name, label, value: typed[name] ?? "", type: type, isRequired: false)
        }
        return Filters(
            Address.record.path, "Audit", search: field("action", "Action begins with"),
            more: [
                field("name", "Who, by name"), field("from", "From", "date"),
                field("to", "To", "date"),
                field("person", "Who, by id"), field("subject", "What, by id"),
                field("operator", "Operator of the admin tool"),
            ], [], isNarrowed: view.isNarrowed)
    }
}

extension AuditPage.Line {
    fileprivate init(_ record: AuditRecord, _ view: AuditView, _ visit: Visit) {
        let entry = record.entry
        at = visit.moment(entry.at)
        who =
            record.name ?? entry.operatorName.map { "\($0), admin tool" }
            ?? entry.person?.description ?? "nobody signed in"
        whoHref = entry.person.map { view.address(["person": $0.description]) }
        action = entry.action.replacing("_", with: " ").replacing(".", with: ": ")
        actionHref = view.address(["action": entry.action])
        subject = entry.subject.map { String($0.text.suffix(12)) }
        subjectHref = view.address(["subject": entry.subject?.text])
        detail = entry.detail.sorted { $0.key < $1.key }
            .map { "\($0.key.replacing("_", with: " ")): \($0.value)" }.joined(separator: ", ")
        request = entry.requestID ?? "–"
        seal = record.sealedAs.map { "\($0)" } ?? "within seconds"
    }
}
