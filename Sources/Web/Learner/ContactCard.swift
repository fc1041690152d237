import Domain
import Store

/// Whom someone may turn to when what they read is hard to carry: the grader isn't the first.
struct ContactCard: Sendable {
    struct Line: Sendable {
        let name: String
        let reach: String
        /// Where the way to reach them is a number to call.
        let call: String?
        let hours: String?
        let note: String?

        init(_ contact: Contact) {
            name = contact.name
            reach = contact.reach
            call = Self.call(contact.reach)
            hours = contact.hours.isEmpty ? nil : contact.hours
            note = contact.note.isEmpty ? nil : contact.note
        }

        /// Nil for what isn't digits with the usual signs between them.
        private static func call(_ reach: String) -> String? {
            let digits = reach.filter(\.isNumber)
            let isNumber = reach.allSatisfy { $0.isASCII && ($0.isNumber || "+-() .".contains($0)) }
            guard isNumber, digits.count >= 3 else { return nil }
            return "tel:\(reach.hasPrefix("+") ? "+" : "")\(digits)"
        }
    }

    let lines: [Line]
    /// The school has listed nobody yet.
    let isEmpty: Bool

    init(_ list: ContactList) {
        lines = list.contacts.map(Line.init)
        isEmpty = lines.isEmpty
    }
}
