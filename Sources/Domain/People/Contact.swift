/// Somebody whom a person in distress may turn to.
package struct Contact: Sendable, Equatable {
    package enum Kind: String, Sendable, Codable, CaseIterable {
        /// Confidential: the one who grades isn't told.
        case counseling
        case crisisLine = "crisis_line"
        /// For a danger to somebody that a post describes.
        case instructor
        case other
    }

    package let kind: Kind
    package let name: String
    /// A number to call or to text, an address, a room.
    package let reach: String
    package let hours: String
    package let note: String

    package init(
        kind: Kind, name: String, reach: String, hours: String = "", note: String = ""
    ) {
        self.kind = kind
        self.name = name
        self.reach = reach
        self.hours = hours
        self.note = note
    }
}

/// An institution's contacts in its own order, which puts first whom to turn to first.
package struct ContactList: Sendable, Equatable {
    package static let most = 12

    package let contacts: [Contact]
    /// 0: the institution has listed none yet.
    package let version: Int

    package init(_ contacts: [Contact], version: Int) {
        self.contacts = contacts
        self.version = version
    }

    /// Every fault at once, each at its field.
    package static func check(_ contacts: [Contact]) throws(Invalid) {
        var faults = Faults()
        faults.need(
            contacts.count <= most, "/items", "too-many",
            "List at most \(most): whoever needs one must find them at a glance.")
        for (place, contact) in contacts.prefix(most).enumerated() {
            contact.check("/items/\(place)", &faults)
        }
        try faults.end()
    }
}

extension Contact {
    fileprivate func check(_ pointer: String, _ faults: inout Faults) {
        let fields = [
            ("name", name, 1, 200), ("reach", reach, 1, 300), ("hours", hours, 0, 200),
            ("note", note, 0, 300),
        ]
        for (field, text, least, most) in fields {
            // Scalars, as the schema counts.
            let isFit = text.unicodeScalars.count <= most && (least == 0 || !text.isBlank)
            faults.need(
                isFit, "\(pointer)/\(field)", "length", "Give \(least) to \(most) characters.")
            faults.need(
                !text.utf8.contains(0), "\(pointer)/\(field)", "zero-character",
                "Remove the character U+0000.")
        }
    }
}
