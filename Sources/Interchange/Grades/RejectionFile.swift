import Domain

/// The columns of a registrar's list of rows that weren't taken.
enum RejectionColumn: String, TableColumn {
    case registrarID = "registrar_id"
    case said

    var aliases: [String] {
        switch self {
        case .registrarID: ["ID", "Empl ID", "Student ID", "Student Number", "Banner ID"]
        case .said: ["Message", "Error", "Reason", "Status Message", "Comment"]
        }
    }

    var isRequired: Bool { self == .registrarID }
}

/// Rows that a registrar did not take, as their system writes them; taken whole or not at all.
package struct RejectionFile: Sendable {
    package struct Row: Sendable, Equatable {
        package let line: Int
        package let registrarID: String
        package let said: String
    }

    package let rows: [Row]

    /// Reads the file; throws every fault of every row at once.
    package init(_ file: [UInt8]) throws(FileRefusal) {
        let table = try HeaderedTable<RejectionColumn>(file)
        var refusals: [RowRefusal] = []
        rows = table.records.map { record in
            var reader = RowReader(record, of: table)
            let row = Row(
                line: record.line, registrarID: reader.required(.registrarID),
                said: reader.text(.said) ?? "")
            refusals += reader.refusals
            return row
        }
        guard refusals.isEmpty else { throw .rows(refusals) }
    }
}
