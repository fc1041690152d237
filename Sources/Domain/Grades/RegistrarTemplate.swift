/// The form of the file that one registrar takes: what stands in which column, under which name, and
/// how it is written. Each school's student system wants its own.
package struct RegistrarTemplate: Sendable, Equatable, Codable {
    /// What a column holds.
    package enum Source: String, Sendable, Codable, CaseIterable {
        case termCode = "term_code"
        case classNumber = "class_number"
        case registrarID = "registrar_id"
        case grade
        case legalName = "legal_name"
        case givenName = "given_name"
        case familyName = "family_name"
        case gradingBasis = "grading_basis"
        /// The same text in each row.
        case text
    }

    package struct Column: Sendable, Equatable, Codable {
        package let name: String
        package let source: Source
        /// For the source `text`.
        package let text: String?

        package init(_ name: String, _ source: Source, text: String? = nil) {
            self.name = name
            self.source = source
            self.text = text
        }
    }

    package enum Delimiter: String, Sendable, Codable, CaseIterable {
        case comma, semicolon, tab, pipe
    }

    package enum Encoding: String, Sendable, Codable, CaseIterable {
        case utf8 = "utf-8"
        /// With the mark by which Excel knows it.
        case utf8Marked = "utf-8-bom"
        /// Little endian, with its mark.
        case utf16 = "utf-16"
        case latin1 = "iso-8859-1"
    }

    /// In their order, from the left.
    package let columns: [Column]
    package let hasHeader: Bool
    package let delimiter: Delimiter
    package let encoding: Encoding
    /// What the registrar writes for a grade of ours, where it is another text: "P" to "S".
    package let letters: [String: String]

    package init(
        columns: [Column], hasHeader: Bool = true, delimiter: Delimiter = .comma,
        encoding: Encoding = .utf8, letters: [String: String] = [:]
    ) {
        self.columns = columns
        self.hasHeader = hasHeader
        self.delimiter = delimiter
        self.encoding = encoding
        self.letters = letters
    }

    /// Term, Class Number, ID, Grade: what a section has until its office sets another.
    package static let preset = RegistrarTemplate(columns: [
        Column("Term", .termCode), Column("Class Number", .classNumber),
        Column("ID", .registrarID), Column("Grade", .grade),
    ])

    package func letter(of grade: String) -> String { letters[grade] ?? grade }
}

extension RegistrarTemplate {
    /// Every fault at once, each at its field. `letters` may name only grades that a section of the
    /// basis knows.
    package func check(_ basis: GradingBasis) throws(Invalid) {
        var faults = Faults()
        faults.need(
            (1...50).contains(columns.count), "/columns", "length", "Give 1 to 50 columns.")
        for needed in [Source.registrarID, .grade] {
            faults.need(
                columns.contains { $0.source == needed }, "/columns", "missing",
                "A registrar's file needs a column with the source \(needed.rawValue).")
        }
        for (place, column) in columns.enumerated() {
            column.check(at: "/columns/\(place)", &faults)
        }
        let names = columns.map(\.name)
        faults.need(
            !hasHeader || Set(names).count == names.count, "/columns", "repeated",
            "Give each column another name.")
        checkLetters(basis, &faults)
        try faults.end()
    }

    private func checkLetters(_ basis: GradingBasis, _ faults: inout Faults) {
        let known = basis.marks + ["I", "W", "AU", "NR"]
        for (grade, letter) in letters.sorted(by: { $0.key < $1.key }) {
            faults.need(
                known.contains(grade), "/letters/\(grade)", "unknown-value",
                "Give letters for: \(known.joined(separator: ", ")).")
            faults.need(
                letter.isOneLine && letter.isAtMost(20), "/letters/\(grade)", "length",
                "Give at most 20 characters on one line.")
        }
        // Two grades under one letter would be told apart by nobody.
        let given = basis.marks.map { self.letter(of: $0) }
        faults.need(
            Set(given).count == given.count, "/letters", "repeated",
            "Give each grade a letter of its own.")
    }
}

extension RegistrarTemplate.Column {
    fileprivate func check(at pointer: String, _ faults: inout Faults) {
        faults.need(
            name.isOneLine && name.isAtMost(60), "\(pointer)/name", "length",
            "Give at most 60 characters on one line.")
        faults.need(
            (source == .text) == (text != nil), "\(pointer)/text", "unexpected",
            "Give text with the source text, and only there.")
        faults.need(
            text.map { $0.isOneLine && $0.isAtMost(200) } ?? true, "\(pointer)/text", "length",
            "Give at most 200 characters on one line.")
    }
}

extension String {
    fileprivate var isOneLine: Bool {
        unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
