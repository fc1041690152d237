/// What separates fields. Spreadsheets choose it by the machine's region.
package enum CSVDelimiter: UInt8, CaseIterable, Sendable {
    case comma = 0x2C
    case semicolon = 0x3B
    case tab = 0x09
    case pipe = 0x7C

    /// The candidate that stands most often outside quotation marks in the first record; on a
    /// tie, or when none stands there, the comma.
    static func detected(in bytes: [UInt8]) -> CSVDelimiter {
        var counts: [CSVDelimiter: Int] = [:]
        var isQuoted = false
        let start = bytes.firstIndex { !CSVByte.endsLine($0) } ?? bytes.endIndex
        for byte in bytes[start...] {
            if byte == CSVByte.quote { isQuoted.toggle() }
            if isQuoted { continue }
            if CSVByte.endsLine(byte) { break }
            if let candidate = CSVDelimiter(rawValue: byte) { counts[candidate, default: 0] += 1 }
        }
        return allCases.reduce(.comma) { best, candidate in
            counts[candidate, default: 0] > counts[best, default: 0] ? candidate : best
        }
    }
}

/// The bytes that have a meaning in a table.
enum CSVByte {
    static let quote: UInt8 = 0x22
    static let lf: UInt8 = 0x0A
    static let cr: UInt8 = 0x0D

    static func endsLine(_ byte: UInt8) -> Bool { byte == lf || byte == cr }
}
