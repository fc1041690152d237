/// One row of a table, and the physical line, counted from 1, on which it begins.
package struct CSVRecord: Equatable, Sendable {
    package let line: Int
    package let fields: [String]

    package init(line: Int, fields: [String]) {
        self.line = line
        self.fields = fields
    }
}

/// What a file may cost; beyond a limit it is refused and nothing of it is used.
package struct CSVLimits: Sendable {
    package var fileBytes = 32 << 20
    package var fieldBytes = 64 << 10
    package var recordBytes = 1 << 20
    package var fields = 512
    /// Beside the one that names the columns.
    package var rows = 100_000

    package init() {}
}

/// Reads tables as RFC 4180 describes them, and as spreadsheets write them.
///
/// Lines end in LF, CRLF or CR; empty lines are skipped and counted.
package struct CSVReader: Sendable {
    private let delimiter: CSVDelimiter?
    private let limits: CSVLimits

    /// Without a delimiter the first record decides which one it is.
    package init(delimiter: CSVDelimiter? = nil, limits: CSVLimits = CSVLimits()) {
        self.delimiter = delimiter
        self.limits = limits
    }

    /// All records of the file, or the first fault in it.
    package func records(in file: [UInt8]) throws(CSVRefusal) -> [CSVRecord] {
        guard file.count <= limits.fileBytes else {
            throw CSVRefusal(.fileTooLarge(limit: limits.fileBytes), line: 1)
        }
        let bytes = try CSVText(decoding: file).bytes
        let separator = delimiter ?? .detected(in: bytes)
        var parser = CSVParser(bytes, delimiter: separator, limits: limits)
        var records: [CSVRecord] = []
        while let record = try parser.next() { records.append(record) }
        return records
    }
}
