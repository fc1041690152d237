package import Domain

/// The columns of a file of contacts, and what other systems call them.
enum ContactColumn: String, TableColumn {
    case kind, name, reach, hours, note

    var aliases: [String] {
        switch self {
        case .kind: ["Type"]
        case .name: []
        case .reach: ["How to reach", "Phone", "Telephone", "Number"]
        case .hours: ["When", "Opening hours"]
        case .note: ["Notes", "Remark"]
        }
    }

    var isRequired: Bool { [.kind, .name, .reach].contains(self) }
}

/// A school's contacts for distress in their order, as an office keeps them: taken whole or not at all.
package struct ContactFile: Sendable {
    package let contacts: [Contact]

    package init(_ file: [UInt8]) throws(FileRefusal) {
        let table = try HeaderedTable<ContactColumn>(file)
        var contacts: [Contact] = []
        var refused: [RowRefusal] = []
        for record in table.records {
            var reader = RowReader(record, of: table)
            let contact = reader.contact()
            refused += reader.refusals
            if let contact { contacts.append(contact) }
        }
        guard refused.isEmpty else { throw .rows(refused) }
        self.contacts = contacts
    }
}

extension RowReader<ContactColumn> {
    fileprivate mutating func contact() -> Contact? {
        let words = ["crisis line": Contact.Kind.crisisLine]
        let kind = word(.kind, of: Contact.Kind.self, aliases: words)
        if kind == nil, text(.kind) == nil { refuse(.kind, .missing) }
        let (name, reach) = (required(.name), required(.reach))
        let (hours, note) = (text(.hours) ?? "", text(.note) ?? "")
        return kind.map {
            Contact(kind: $0, name: name, reach: reach, hours: hours, note: note)
        }
    }
}
