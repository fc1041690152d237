import Hummingbird
import Store

/// Below a part of a list: where it goes on, and back to its beginning.
struct GoOn: Sendable {
    let first: String?
    let next: String?

    /// Nil where the page holds all of the list. `address` makes an address with a cursor.
    init?(after cursor: String?, next: Cursor?, address: (String?) -> String) {
        guard cursor != nil || next != nil else { return nil }
        first = cursor == nil ? nil : address(nil)
        self.next = next.map { address($0.text) }
    }
}
