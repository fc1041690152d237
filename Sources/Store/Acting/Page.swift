import Domain
import Foundation
import Postgres

/// Where a list goes on: the sort key of the last row that was answered, with its tie-breaker.
package struct Cursor: Sendable, Equatable {
    package let keys: [String]

    package init(_ keys: [String]) {
        self.keys = keys
    }

    /// Reads what `text` gave out; nil for anything else.
    package init?(text: String) {
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        let standard = text.replacing("-", with: "+").replacing("_", with: "/") + padding
        guard let data = Data(base64Encoded: standard),
            let keys = try? JSONDecoder().decode([String].self, from: data)  // Not ours: nil.
        else { return nil }
        self.keys = keys
    }

    /// Opaque to clients, safe in a URL.
    package var text: String {
        // Strings always encode.
        let data = (try? JSONEncoder().encode(keys)) ?? Data()
        return data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }
}

/// How much of a list is wanted, and after what.
package struct PageRequest: Sendable {
    package static let most = 200

    package let limit: Int
    package let after: Cursor?

    /// `limit` is brought within 1 and `most`.
    package init(limit: Int = 50, after: Cursor? = nil) {
        self.limit = min(max(1, limit), Self.most)
        self.after = after
    }

    /// The text that the last row was sorted by; empty at the beginning.
    var text: String { after?.keys.first ?? "" }

    /// The last row's tie-breaker, nil at the beginning; refuses a cursor that none of ours is.
    func id() throws -> UUID? {
        guard let text = after?.keys.last else { return nil }
        guard let id = UUID(text: text) else { throw Self.unreadable }
        return id
    }

    /// The place in a list that the last row was sorted by, nil at the beginning.
    func position() throws -> Int? {
        guard let text = after?.keys.first else { return nil }
        guard let position = Int32(text) else { throw Self.unreadable }
        return Int(position)
    }

    /// The instant that the last row was sorted by, nil at the beginning.
    func instant() throws -> Date? {
        guard let text = after?.keys.first else { return nil }
        guard let date = try? Date(postgresText: text),  // Not ours: refused.
            Self.times.contains(date)
        else { throw Self.unreadable }
        return date
    }

    // The years 1 to 9999: no list is sorted by others, and PostgreSQL doesn't know all of them.
    private static let times =
        Date(timeIntervalSince1970: -62_135_596_800)..<Date(timeIntervalSince1970: 253_402_300_800)

    static var unreadable: Invalid {
        Invalid("?cursor", "unreadable", "Give next_cursor as it was answered.")
    }
}

/// A part of a list in its order, and where it goes on.
package struct Page<Item: Sendable>: Sendable {
    package let items: [Item]
    package let next: Cursor?

    package init(items: [Item], next: Cursor?) {
        self.items = items
        self.next = next
    }

    /// From one row more than the limit: `key` names the place of an item in the order.
    init(_ items: [Item], of request: PageRequest, key: (Item) -> [String]) {
        self.items = Array(items.prefix(request.limit))
        next = items.count > request.limit ? self.items.last.map { Cursor(key($0)) } : nil
    }
}
