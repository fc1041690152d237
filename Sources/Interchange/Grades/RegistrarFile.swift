package import Domain

extension GradeExport {
    /// The file of one registrar: no cell altered, ids as the text that they are. Refuses what the
    /// template's encoding can't hold.
    package func registrarFile(_ template: RegistrarTemplate) throws(Invalid) -> [UInt8] {
        let writer = CSVWriter(for: .machine, delimiter: template.delimiter.byte)
        let header = template.hasHeader ? [template.columns.map(\.name)] : []
        let rows = grades.map { grade in template.columns.map { grade.cell($0, template) } }
        if template.encoding == .latin1 {
            for (grade, row) in zip(grades, rows) {
                guard let text = row.first(where: { !$0.isLatin1 }) else { continue }
                throw Invalid(
                    "/format", "unwritable",
                    "\(grade.registrarID): \(template.encoding.rawValue) can't hold “\(text)”. "
                        + "Give the section's template another encoding.")
            }
        }
        return template.encoding.bytes(of: writer.bytes(of: header + rows))
    }
}

extension ApprovedGrade {
    fileprivate func cell(
        _ column: RegistrarTemplate.Column, _ template: RegistrarTemplate
    ) -> String {
        switch column.source {
        case .termCode: section.termCode
        case .classNumber: section.classNumber
        case .registrarID: registrarID
        case .grade: template.letter(of: grade)
        case .legalName: legalName.filed
        case .givenName: legalName.given
        case .familyName: legalName.family
        case .gradingBasis: gradingBasis.rawValue
        case .text: column.text ?? ""
        }
    }
}

extension RegistrarTemplate.Delimiter {
    fileprivate var byte: CSVDelimiter {
        switch self {
        case .comma: .comma
        case .semicolon: .semicolon
        case .tab: .tab
        case .pipe: .pipe
        }
    }
}

extension RegistrarTemplate.Encoding {
    /// From valid UTF-8.
    fileprivate func bytes(of text: [UInt8]) -> [UInt8] {
        switch self {
        case .utf8: text
        case .utf8Marked: [0xEF, 0xBB, 0xBF] + text
        case .utf16:
            [0xFF, 0xFE]
                + String(decoding: text, as: UTF8.self).utf16.flatMap {
                    [UInt8(truncatingIfNeeded: $0), UInt8($0 >> 8)]
                }
        case .latin1:
            String(decoding: text, as: UTF8.self).unicodeScalars.map {
                UInt8(truncatingIfNeeded: $0.value)
            }
        }
    }
}

extension String {
    fileprivate var isLatin1: Bool { unicodeScalars.allSatisfy { $0.value < 256 } }
}
