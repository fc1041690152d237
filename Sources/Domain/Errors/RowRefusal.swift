/// Why one row of a file can't be used: where it stands, what is wrong, and what to do.
package struct RowRefusal: Error, Equatable, Sendable {
    package enum Reason: Equatable, Sendable {
        case missing
        case tooLong(limit: Int)
        case controlCharacter
        /// The cell must hold one of these words.
        case notOneOf([String])
        /// The cell isn't of the form that the sentence describes.
        case malformed(String)
        /// The row has another number of fields than the header.
        case width(expected: Int, found: Int)
        /// Another line says the same of the same thing.
        case repeats(line: Int)
        /// The value belongs to someone else on another line.
        case taken(line: Int)
        /// An id that is known with zeros before it; spreadsheets drop them.
        case zerosLost(from: String)
        /// The offering has other sections.
        case sectionUnknown([String])
        /// Another account of the institution has the address.
        case addressTaken
        /// The enrollment has another role, which no file changes.
        case roleDiffers(Role)
        /// The person sits in another section of the offering.
        case enrolledElsewhere(String)
        case withdrawn
        /// The day lies before the enrollment's latest change.
        case beforeLatestChange(Day)
        /// Only the office changes what is known of a person.
        case accountOfOffice([String])
    }

    package let line: Int
    /// The column as the file's header names it; nil when the whole row is at fault.
    package let column: String?
    package let reason: Reason

    package init(line: Int, column: String? = nil, reason: Reason) {
        self.line = line
        self.column = column
        self.reason = reason
    }
}

extension RowRefusal: CustomStringConvertible {
    package var description: String {
        let place = column.map { "Line \(line), “\($0)”" } ?? "Line \(line)"
        return "\(place): \(reason.sentence)"
    }
}

extension RowRefusal.Reason {
    fileprivate var sentence: String {
        switch self {
        case .missing: "the cell is empty. Fill it in."
        case .tooLong(let limit): "the text has more than \(limit) characters. Shorten it."
        case .controlCharacter: "the text holds an invisible control character. Type it again."
        case .notOneOf(let words): "write one of: \(words.joined(separator: ", "))."
        case .malformed(let form): form
        case .width(let expected, let found):
            "the row has \(found) fields, the header has \(expected). Quote fields that hold commas."
        case .repeats(let line): "line \(line) repeats this one. Keep one of them."
        case .taken(let line): "line \(line) gives this to someone else. Correct one of them."
        case .zerosLost(let id):
            "“\(id)” is known; a spreadsheet may have dropped its zeros. Format the column as text."
        case .sectionUnknown(let known):
            "the offering has no such section, but: \(known.joined(separator: ", "))."
        case .addressTaken:
            "another account has this address. Correct it, or give that account its registrar's id."
        case .roleDiffers(let role):
            "the person is enrolled as \(role.rawValue). A file changes no role."
        case .enrolledElsewhere(let section):
            "the person sits in \(section). One person is enrolled once in an offering."
        case .withdrawn: "the person has withdrawn. Enroll them again by hand, if that is right."
        case .beforeLatestChange(let day):
            "the enrollment last changed on \(day). Give that day or a later one."
        case .accountOfOffice(let fields):
            "only the office changes \(fields.joined(separator: ", ")) of an account."
        }
    }
}
