/// The columns that a kind of file knows, by their own name and by what others call them.
protocol TableColumn: Hashable, CaseIterable, RawRepresentable<String>, Sendable {
    var aliases: [String] { get }
    var isRequired: Bool { get }
}

/// A table whose first record names its columns, in any order and case.
struct HeaderedTable<Column: TableColumn> {
    let header: CSVRecord
    let positions: [Column: Int]
    let records: [CSVRecord]

    init(_ file: [UInt8]) throws(FileRefusal) {
        var records: [CSVRecord]
        do { records = try CSVReader().records(in: file) } catch { throw .table(error) }
        guard !records.isEmpty else { throw .empty }
        header = records.removeFirst()
        positions = try Self.positions(in: header)
        // Spreadsheets leave rows of nothing but delimiters behind.
        self.records = records.filter { record in
            record.fields.contains { !Self.trimmed($0).isEmpty }
        }
    }

    /// The header's names that mean nothing to this kind of file.
    var ignored: [String] {
        let known = Set(positions.values)
        return header.fields.indices.filter { !known.contains($0) }.map { header.fields[$0] }
    }

    private static func positions(in header: CSVRecord) throws(FileRefusal) -> [Column: Int] {
        var columns: [String: Column] = [:]
        for column in Column.allCases {
            for name in [column.rawValue] + column.aliases { columns[folded(name)] = column }
        }
        var positions: [Column: Int] = [:]
        for (index, name) in header.fields.enumerated() {
            guard let column = columns[folded(name)] else { continue }
            if let first = positions.updateValue(index, forKey: column) {
                throw .repeatedColumn(
                    column.rawValue, first: first + 1, second: index + 1, line: header.line)
            }
        }
        let missing = Column.allCases.filter { $0.isRequired && positions[$0] == nil }
        guard missing.isEmpty else { throw .missingColumns(missing.map(\.rawValue)) }
        return positions
    }

    /// “Student ID”, “student_id” and “STUDENT-ID” are one name.
    private static func folded(_ name: String) -> String {
        name.lowercased().filter { $0.isLetter || $0.isNumber }
    }

    static func trimmed(_ text: String) -> String {
        // Most cells begin and end with a letter of ASCII.
        if let first = text.utf8.first, let last = text.utf8.last, (33...126).contains(first),
            (33...126).contains(last)
        {
            return text
        }
        let start = text.drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }
}
