/// Writes tables as RFC 4180 describes them: CRLF, quotation marks only where needed, UTF-8.
///
/// The same rows always give the same bytes.
package struct CSVWriter: Sendable {
    package enum Purpose: Sendable {
        /// For people who open it in Excel: with a byte order mark, formulas disarmed.
        case excel
        /// For people: no mark, formulas disarmed.
        case people
        /// For programs: no mark, every cell as it is.
        case machine
    }

    private let purpose: Purpose
    private let delimiter: CSVDelimiter

    package init(for purpose: Purpose, delimiter: CSVDelimiter = .comma) {
        self.purpose = purpose
        self.delimiter = delimiter
    }

    package func bytes(of rows: [[String]]) -> [UInt8] {
        var bytes: [UInt8] = purpose == .excel ? [0xEF, 0xBB, 0xBF] : []
        for row in rows { append(row, to: &bytes) }
        return bytes
    }

    private func append(_ row: [String], to bytes: inout [UInt8]) {
        // A lone empty field would be an empty line, which readers skip.
        if row == [""] { bytes += [CSVByte.quote, CSVByte.quote] }
        for (column, cell) in row.enumerated() {
            if column > 0 { bytes.append(delimiter.rawValue) }
            append(purpose == .machine ? cell : FormulaGuard.disarmed(cell), to: &bytes)
        }
        bytes += [CSVByte.cr, CSVByte.lf]
    }

    private func append(_ cell: String, to bytes: inout [UInt8]) {
        guard needsQuotes(cell) else {
            bytes += cell.utf8
            return
        }
        bytes.append(CSVByte.quote)
        for byte in cell.utf8 {
            if byte == CSVByte.quote { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(CSVByte.quote)
    }

    /// Every delimiter that a reader may guess counts, so that no cell misleads the guess; outer
    /// spaces too, which some readers trim, and what would pass for the file's own mark.
    private func needsQuotes(_ cell: String) -> Bool {
        let space = UInt8(ascii: " ")
        return cell.utf8.first == space || cell.utf8.last == space
            || cell.unicodeScalars.first == "\u{FEFF}"
            || cell.utf8.contains { byte in
                byte == CSVByte.quote || CSVByte.endsLine(byte)
                    || CSVDelimiter(rawValue: byte) != nil
            }
    }
}

/// Keeps a spreadsheet from running a cell as a formula (OWASP, CSV Injection).
package enum FormulaGuard {
    /// The cell with an apostrophe before it, when its first character after spaces and
    /// quotation marks could begin a formula.
    package static func disarmed(_ cell: String) -> String {
        isArmed(cell) ? "'" + cell : cell
    }

    /// What `disarmed(_:)` was given.
    package static func restored(_ cell: String) -> String {
        guard cell.unicodeScalars.first == "'" else { return cell }
        let rest = String(cell.unicodeScalars.dropFirst())
        return isArmed(rest) ? rest : cell
    }

    private static func isArmed(_ cell: String) -> Bool {
        let first = cell.unicodeScalars.first { !skipped.contains($0) }
        return first.map(triggers.contains) ?? false
    }

    private static let skipped: Set<Unicode.Scalar> = [
        " ", "\u{A0}", "\u{FEFF}", "\"", "'", "\u{201C}", "\u{201D}", "\u{2018}", "\u{2019}",
    ]
    /// The full-width forms are read as formulas by spreadsheets set to Japanese or Chinese.
    private static let triggers: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\n", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}",
    ]
}
