package import Foundation

/// A frozen list of approved grades, as it is sent to a registrar.
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
