import Domain

/// Takes the cells of one row, and keeps every reason for which it can't be used.
struct RowReader<Column: TableColumn> {
    /// Longer than any name or address, short enough for a page.
    static var textLimit: Int { 300 }

    let line: Int
    private(set) var refusals: [RowRefusal] = []
    private let table: HeaderedTable<Column>
    private let fields: [String]

    init(_ record: CSVRecord, of table: HeaderedTable<Column>) {
        line = record.line
        fields = record.fields
        self.table = table
        let width = table.header.fields.count
        let surplus = fields.dropFirst(width).contains { !$0.isEmpty }
        if fields.count < width || surplus {
            let reason = RowRefusal.Reason.width(expected: width, found: fields.count)
            refusals.append(RowRefusal(line: line, reason: reason))
        }
    }

    /// The cell without outer spaces; nil when it is empty or the file lacks the column.
    mutating func text(_ column: Column) -> String? {
        guard let position = table.positions[column], fields.indices.contains(position) else {
            return nil
        }
        let text = HeaderedTable<Column>.trimmed(fields[position])
        if !text.isAtMost(Self.textLimit) { refuse(column, .tooLong(limit: Self.textLimit)) }
        if Self.holdsControl(text) { refuse(column, .controlCharacter) }
        return text.isEmpty ? nil : text
    }

    private static func holdsControl(_ text: String) -> Bool {
        // Most cells are plain ASCII, of which nothing needs to be looked up.
        !text.utf8.allSatisfy { (32...126).contains($0) }
            && text.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    /// The cell, which must hold something; an empty text and a refusal otherwise.
    mutating func required(_ column: Column) -> String {
        if let text = text(column) { return text }
        refuse(column, .missing)
        return ""
    }

    /// The word of a closed list that the cell holds, in any case.
    mutating func word<Word: CaseIterable & RawRepresentable<String>>(
        _ column: Column, of words: Word.Type, aliases: [String: Word] = [:]
    ) -> Word? {
        guard let text = text(column)?.lowercased() else { return nil }
        if let word = Word(rawValue: text) ?? aliases[text] { return word }
        refuse(column, .notOneOf(Word.allCases.map(\.rawValue)))
        return nil
    }

    mutating func refuse(_ column: Column, _ reason: RowRefusal.Reason) {
        // In a row of another width every cell may be in the wrong column: the width says enough.
        if let first = refusals.first, first.column == nil { return }
        refusals.append(RowRefusal(line: line, column: name(of: column), reason: reason))
    }

    /// The column as the file's header writes it.
    func name(of column: Column) -> String {
        table.positions[column].map { table.header.fields[$0] } ?? column.rawValue
    }
}
