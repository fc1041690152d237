package import Domain

extension GradeExport {
    /// The bytes of a format; a registrar's is written after its section's template.
    package func bytes(
        _ format: Export.Format, _ template: RegistrarTemplate
    ) throws(Invalid) -> [UInt8] {
        switch format {
        case .csv: csv
        case .json: json
        case .registrar: try registrarFile(template)
        }
    }
}

extension GradeExport {
    private static let header = [
        "Registrar ID", "Legal name", "Term code", "Class number", "Grading basis", "Grade",
        "Points", "How it came about", "Ledger sequence", "Ledger hash", "Approved by",
        "Approved at",
    ]

    /// The table for people: opens in Excel, holds no live formula.
    package var csv: [UInt8] {
        CSVWriter(for: .excel).bytes(of: [Self.header] + grades.map(\.cells))
    }

    /// The form for programs: every cell as it is, in canonical JSON.
    package var json: [UInt8] {
        CanonicalJSON.object([
            "format": .text("peerspective.grades/1"),
            "institution": .text(institution),
            "offering": .text(offering),
            "frozen_at": .text(Instant.text(frozenAt)),
            "grades": .list(grades.map(\.json)),
        ]).bytes
    }
}

extension ApprovedGrade {
    private var pointsText: String? { points?.description }

    fileprivate var cells: [String] {
        [
            registrarID, legalName.filed, section.termCode, section.classNumber,
            gradingBasis.rawValue, grade,
            pointsText ?? "", explanation, String(ledger.sequence), ledger.hash, approval.by,
            Instant.text(approval.at),
        ]
    }

    fileprivate var json: CanonicalJSON {
        .object([
            "registrar_id": .text(registrarID),
            "given_name": .text(legalName.given),
            "family_name": .text(legalName.family),
            "term_code": .text(section.termCode),
            "class_number": .text(section.classNumber),
            "grading_basis": .text(gradingBasis.rawValue),
            "grade": .text(grade),
            "points": pointsText.map { .text($0) } ?? .null,
            "explanation": .text(explanation),
            "ledger": .object(["sequence": .int(ledger.sequence), "hash": .text(ledger.hash)]),
            "approved_by": .text(approval.by),
            "approved_at": .text(Instant.text(approval.at)),
        ])
    }
}
