/// Why a file could not be read as a table: where, what is wrong, and what to do about it.
package struct CSVRefusal: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        case invalidUTF8
        case invalidUTF16
        case zeroByte
        case unterminatedQuote
        case textAfterQuote
        case strayQuote
        case fieldTooLong(limit: Int)
        case recordTooLong(limit: Int)
        case tooManyFields(limit: Int)
        case tooManyRows(limit: Int)
        case fileTooLarge(limit: Int)
    }

    package let reason: Reason
    /// The physical line, counted from 1, on which the record begins; for a quote that is never
    /// closed the line on which it opens, for broken text the line on which it stands.
    package let line: Int
    /// The field in its record, counted from 1, where one field is at fault.
    package let column: Int?

    package init(_ reason: Reason, line: Int, column: Int? = nil) {
        self.reason = reason
        self.line = line
        self.column = column
    }
}

extension CSVRefusal: CustomStringConvertible {
    package var description: String {
        let place = column.map { "Line \(line), column \($0)" } ?? "Line \(line)"
        return "\(place): \(reason.sentence)"
    }
}

extension CSVRefusal.Reason {
    fileprivate var sentence: String {
        switch self {
        case .invalidUTF8: "the text isn't UTF-8. Save the file as “CSV UTF-8” and try again."
        case .invalidUTF16: "the UTF-16 text is broken. Save the file as “CSV UTF-8” and try again."
        case .zeroByte:
            "the text holds a zero byte, so it may be UTF-16 without its mark. Save as “CSV UTF-8”."
        case .unterminatedQuote: "a quotation mark opens here and is never closed. Close it."
        case .textAfterQuote:
            "text follows a closing quotation mark. Double each quotation mark inside the field."
        case .strayQuote:
            "a quotation mark stands in an unquoted field. Quote the field and double the mark."
        case .fieldTooLong(let limit): "a field has more than \(limit) bytes. Shorten it."
        case .recordTooLong(let limit): "a row has more than \(limit) bytes. Shorten it."
        case .tooManyFields(let limit): "a row has more than \(limit) fields. Remove columns."
        case .tooManyRows(let limit): "the file has more than \(limit) rows. Split the file."
        case .fileTooLarge(let limit): "the file has more than \(limit) bytes. Split the file."
        }
    }
}
