/// Walks once over the bytes, record by record.
struct CSVParser {
    private let bytes: [UInt8]
    private let delimiter: UInt8
    private let limits: CSVLimits
    private var position = 0
    private var line = 1
    private var rows = 0

    init(_ bytes: [UInt8], delimiter: CSVDelimiter, limits: CSVLimits) {
        self.bytes = bytes
        self.delimiter = delimiter.rawValue
        self.limits = limits
    }

    /// The next record, or nil at the end.
    mutating func next() throws(CSVRefusal) -> CSVRecord? {
        while isAtLineEnd { takeLineEnd() }
        guard position < bytes.count else { return nil }
        rows += 1
        // Beside the one that names the columns.
        guard rows <= limits.rows + 1 else {
            throw CSVRefusal(.tooManyRows(limit: limits.rows), line: line)
        }
        let (start, begin) = (position, line)
        var fields: [String] = []
        repeat {
            fields.append(try field(at: fields.count + 1, begin: begin))
            guard fields.count <= limits.fields else {
                throw CSVRefusal(.tooManyFields(limit: limits.fields), line: begin)
            }
            guard position - start <= limits.recordBytes else {
                throw CSVRefusal(.recordTooLong(limit: limits.recordBytes), line: begin)
            }
        } while takeDelimiter()
        if isAtLineEnd { takeLineEnd() }
        return CSVRecord(line: begin, fields: fields)
    }

    private mutating func field(at column: Int, begin: Int) throws(CSVRefusal) -> String {
        let isQuoted = position < bytes.count && bytes[position] == CSVByte.quote
        let text = isQuoted ? try quoted(column, begin) : try plain(column, begin)
        guard text.utf8.count <= limits.fieldBytes else {
            throw CSVRefusal(.fieldTooLong(limit: limits.fieldBytes), line: begin, column: column)
        }
        return text
    }

    private mutating func plain(_ column: Int, _ begin: Int) throws(CSVRefusal) -> String {
        let start = position
        while position < bytes.count, !isAtFieldEnd {
            if bytes[position] == CSVByte.quote {
                throw CSVRefusal(.strayQuote, line: begin, column: column)
            }
            position += 1
        }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func quoted(_ column: Int, _ begin: Int) throws(CSVRefusal) -> String {
        let opened = line
        var content: [UInt8] = []
        position += 1
        while position < bytes.count {
            if bytes[position] != CSVByte.quote {
                content += unquotedRun()
            } else if position + 1 < bytes.count, bytes[position + 1] == CSVByte.quote {
                content.append(CSVByte.quote)
                position += 2
            } else {
                position += 1
                guard position == bytes.count || isAtFieldEnd else {
                    throw CSVRefusal(.textAfterQuote, line: begin, column: column)
                }
                return String(decoding: content, as: UTF8.self)
            }
        }
        throw CSVRefusal(.unterminatedQuote, line: opened, column: column)
    }

    /// The bytes up to the next quotation mark, with their lines counted.
    private mutating func unquotedRun() -> ArraySlice<UInt8> {
        let start = position
        while position < bytes.count, bytes[position] != CSVByte.quote {
            if isAtLineEnd { takeLineEnd() } else { position += 1 }
        }
        return bytes[start..<position]
    }

    private var isAtLineEnd: Bool { position < bytes.count && CSVByte.endsLine(bytes[position]) }

    private var isAtFieldEnd: Bool { bytes[position] == delimiter || isAtLineEnd }

    private mutating func takeDelimiter() -> Bool {
        guard position < bytes.count, bytes[position] == delimiter else { return false }
        position += 1
        return true
    }

    private mutating func takeLineEnd() {
        let isPair =
            bytes[position] == CSVByte.cr && position + 1 < bytes.count
            && bytes[position + 1] == CSVByte.lf
        position += isPair ? 2 : 1
        line += 1
    }
}
