package import Domain

/// The columns of a file of people, and what other systems call them.
enum PersonColumn: String, TableColumn {
    case email
    case familyName = "family_name"
    case givenName = "given_name"
    case chosenName = "chosen_name"
    case registrarID = "registrar_id"
    case discipline
    case homeProgram = "home_program"
    case role

    var aliases: [String] {
        switch self {
        case .email: ["E-mail Address", "Email Address", "Mail"]
        case .familyName: ["Last Name", "Surname", "Legal Family Name", "Legal Last Name"]
        case .givenName: ["First Name", "Legal Given Name", "Legal First Name"]
        case .chosenName: ["Preferred Name", "Display Name"]
        case .registrarID: ["Student ID", "Empl ID", "ID"]
        case .discipline: ["Profession"]
        case .homeProgram: ["Program", "Home Institution"]
        case .role: ["Roles", "Appointment"]
        }
    }

    var isRequired: Bool { [.email, .familyName].contains(self) }
}

/// A file of people, as an office keeps one: rows that can be used, and those that can't.
package struct PersonFile: Sendable {
    package let lines: [Person.Line]
    package let refused: [RowRefusal]
    package let ignoredColumns: [String]

    /// Reads the file. Throws only where nothing of it can be understood.
    package init(_ file: [UInt8]) throws(FileRefusal) {
        let table = try HeaderedTable<PersonColumn>(file)
        var lines: [Person.Line] = []
        var refused: [RowRefusal] = []
        var addresses: [String: Int] = [:]
        for record in table.records {
            var reader = RowReader(record, of: table)
            let line = reader.person()
            if let first = addresses.updateValue(record.line, forKey: line.email),
                !line.email.isEmpty
            {
                reader.refuse(.email, .repeats(line: first))
            }
            if reader.refusals.isEmpty { lines.append(line) }
            refused += reader.refusals
        }
        (self.lines, self.refused, ignoredColumns) = (lines, refused, table.ignored)
    }
}

extension RowReader<PersonColumn> {
    fileprivate mutating func person() -> Person.Line {
        let name = text(.role)
        let role: Role? =
            switch name?.lowercased() {
            case "none", nil: nil
            default: word(.role, of: Role.self)
            }
        return Person.Line(
            line: line, email: required(.email).lowercased(), familyName: required(.familyName),
            givenName: text(.givenName), chosenName: text(.chosenName),
            registrarID: text(.registrarID), discipline: text(.discipline)?.lowercased(),
            homeProgram: text(.homeProgram),
            roles: name == nil ? nil : Set([role].compactMap { $0 }))
    }
}
