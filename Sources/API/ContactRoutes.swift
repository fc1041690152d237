import Domain
import Edge
import Foundation
import HTTPTypes
import Hummingbird
import Store

/// Whom somebody in distress may turn to, as the institution lists them.
struct ContactRoutes {
    let records: Records

    var endpoints: [Endpoint] {
        [
            Endpoint(.get, "/contacts", .verb(.readContacts), use: list),
            Endpoint(
                .put, "/contacts", .verb(.replaceContacts), .ok, [.json, .version], use: replace),
        ]
    }

    /// Version 0 is a list that nobody has made yet.
    @Sendable func list(_ request: Request, _ context: Context) async throws -> Response {
        let list = try await records.contacts(by: context.actor)
        return try Answer.json(ContactListBody(list), version: list.version)
    }

    @Sendable func replace(_ request: Request, _ context: Context) async throws -> Response {
        let sent: ContactListSent = try await Received(request, context).json()
        let list = try await records.replaceContacts(
            with: sent.items.map(\.contact), version: request.version(), by: context.actor,
            at: context.receivedAt)
        return try Answer.json(ContactListBody(list), version: list.version)
    }
}

struct ContactListBody: Encodable {
    /// In the institution's order.
    let items: [ContactBody]

    init(_ list: ContactList) {
        items = list.contacts.map(ContactBody.init)
    }
}

struct ContactBody: Encodable {
    let kind: Contact.Kind
    let name: String
    let reach: String
    let hours: String
    let note: String

    init(_ contact: Contact) {
        (kind, name, reach) = (contact.kind, contact.name, contact.reach)
        (hours, note) = (contact.hours, contact.note)
    }
}

struct ContactListSent: Decodable {
    let items: [ContactSent]
}

struct ContactSent: Decodable {
    let kind: Contact.Kind
    let name: String
    let reach: String
    let hours: String?
    let note: String?

    var contact: Contact {
        Contact(kind: kind, name: name, reach: reach, hours: hours ?? "", note: note ?? "")
    }
}
