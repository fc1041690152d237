package import Domain

extension RosterFile {
    /// Reads the file. Throws only where nothing of it can be understood.
    package init(_ file: [UInt8]) throws(FileRefusal) {
        let table = try HeaderedTable<RosterColumn>(file)
        guard table.positions[.legalName] != nil || table.positions[.familyName] != nil else {
            throw .missingColumns([RosterColumn.legalName.rawValue])
        }
        var rows: [Row] = []
        var refused: [RefusedRow] = []
        for record in table.records {
            var reader = RowReader(record, of: table)
            let entry = reader.rosterEntry(hasFullName: table.positions[.legalName] != nil)
            if reader.refusals.isEmpty {
                rows.append(Row(line: record.line, entry: entry))
            } else {
                let id = entry.registrarID.isEmpty ? nil : entry.registrarID
                refused.append(
                    RefusedRow(
                        line: record.line, registrarID: id, refusals: reader.refusals))
            }
        }
        self.init(rows: rows, refused: refused, ignoredColumns: table.ignored)
    }
}
