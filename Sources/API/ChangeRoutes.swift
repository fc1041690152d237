import Domain
import Edge
import Foundation
import Hummingbird
import Store

/// What happened in an offering, for scripts of its staff.
struct ChangeRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(
                .get, "/offerings/{id}/changes", .verb(.readChanges), .ok, [.paged], use: list)
        ]
    }

    struct ChangeBody: Encodable {
        let id: ID<AuditEntry>
        /// Where to go on from here, also long after.
        let cursor: String
        let at: Date
        let action: String
        let subjectKind: String
        let subjectId: String
        let personId: ID<Person>?
        /// Of the admin tool, by name.
        let `operator`: String?
        /// Ids, codes and numbers by name.
        let detail: [String: String]

        init(_ change: OfferingChange) {
            id = change.id
            cursor = Cursor([change.id.description]).text
            at = change.at
            action = change.action
            subjectKind = change.subject.rawValue
            subjectId = change.subjectID.text
            personId = change.person
            `operator` = change.operatorName
            detail = change.detail
        }
    }

    /// The oldest first.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let page = try await records.changes(
            in: context.id(), by: context.actor, request.page())
        return try Answer.page(page, of: request, ChangeBody.init)
    }
}
