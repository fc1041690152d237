import Domain
package import Foundation

/// A frozen list of approved grades, and its two forms: a table for people, JSON for programs.
///
/// Grades stand by section, then registrar's id, whatever the order they came in, so that the
/// same grades always give the same bytes.
package struct GradeExport: Equatable, Sendable {
    package enum Refusal: Error, Equatable, Sendable {
        case noGrades
        case repeatedLearner(registrarID: String, section: String)
        case malformedHash(sequence: Int)
    }

    package let institution: String
    package let offering: String
    package let frozenAt: Date
    package let grades: [ApprovedGrade]

    /// Refuses an empty list, a learner who stands twice in a section, and what isn't a hash.
    package init(
        institution: String, offering: String, frozenAt: Date, grades: [ApprovedGrade]
    ) throws(Refusal) {
        guard !grades.isEmpty else { throw .noGrades }
        let sorted = grades.sorted { Self.rank($0).lexicographicallyPrecedes(Self.rank($1)) }
        for (one, next) in zip(sorted, sorted.dropFirst()) where Self.rank(one) == Self.rank(next) {
            throw .repeatedLearner(registrarID: one.registrarID, section: one.section.text)
        }
        for grade in sorted where grade.ledger.hash.wholeMatch(of: /[0-9a-f]{64}/) == nil {
            throw .malformedHash(sequence: grade.ledger.sequence)
        }
        self.institution = institution
        self.offering = offering
        self.frozenAt = frozenAt
        self.grades = sorted
    }

    // Compared by bytes: an order that depends on a language would change with the machine.
    private static func rank(_ grade: ApprovedGrade) -> [[UInt8]] {
        [grade.section.termCode, grade.section.classNumber, grade.registrarID].map {
            Array($0.utf8)
        }
    }
}

extension [[UInt8]] {
    fileprivate func lexicographicallyPrecedes(_ other: [[UInt8]]) -> Bool {
        lexicographicallyPrecedes(other) { $0.lexicographicallyPrecedes($1) }
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
