import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// The record, for the office.
struct AuditRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/audit", .verb(.readAudit), .ok, [.paged],
                filters: ["subject_id", "person_id", "name", "operator", "action", "from", "to"],
                use: list)
        ]
    }

    struct AuditBody: Encodable {
        let id: ID<AuditEntry>
        let at: Date
        let personId: ID<Person>?
        /// Of the admin tool, by name.
        let `operator`: String?
        let action: String
        let subjectId: String?
        let requestId: String?
        /// Ids, codes and numbers by name.
        let detail: [String: String]
        /// The place in the chain; null until it is sealed, within seconds.
        let sealedAs: Int64?

        init(_ record: AuditRecord) {
            let entry = record.entry
            id = entry.id
            at = entry.at
            personId = entry.person
            `operator` = entry.operatorName
            action = entry.action
            subjectId = entry.subject?.text
            requestId = entry.requestID
            detail = entry.detail
            sealedAs = record.sealedAs
        }
    }

    /// The newest first. `action` is how an action begins, `to` isn't included.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let subject: ID<Any>? = try request.id(query: "subject_id")
        let filter = AuditFilter(
            subject: subject?.rawValue, person: try request.id(query: "person_id"),
            name: request.query("name"), operatorName: request.query("operator"),
            action: request.query("action"),
            from: try request.instant("from"), to: try request.instant("to"))
        let page = try await records.audit(filter, by: context.actor, request.page())
        return try Answer.page(page, of: request, AuditBody.init)
    }
}
