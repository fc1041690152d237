package import Foundation

/// A course grade that the instructor of record approved, as the ledger holds it.
package struct ApprovedGrade: Equatable, Sendable {
    /// Where the ledger holds the grade.
    package struct LedgerEntry: Equatable, Sendable {
        package let sequence: Int
        /// SHA-256, 64 hexadecimal digits in small letters.
        package let hash: String

        package init(sequence: Int, hash: String) {
            self.sequence = sequence
            self.hash = hash
        }
    }

    /// The registrar's own name for a section.
    package struct SectionName: Hashable, Sendable {
        package let termCode: String
        package let classNumber: String

        package init(termCode: String, classNumber: String) {
            self.termCode = termCode
            self.classNumber = classNumber
        }

        package var text: String { "\(termCode)/\(classNumber)" }
    }

    package struct Approval: Equatable, Sendable {
        package let by: String
        package let at: Date

        package init(by: String, at: Date) {
            self.by = by
            self.at = at
        }
    }

    package let registrarID: String
    package let legalName: Person.LegalName
    package let section: SectionName
    package let gradingBasis: GradingBasis
    package let grade: String
    /// Nil where nothing was counted.
    package let points: Points?
    package let explanation: String
    package let ledger: LedgerEntry
    package let approval: Approval

    package init(
        registrarID: String, legalName: Person.LegalName, section: SectionName,
        gradingBasis: GradingBasis, grade: String, points: Points?, explanation: String,
        ledger: LedgerEntry, approval: Approval
    ) {
        self.registrarID = registrarID
        self.legalName = legalName
        self.section = section
        self.gradingBasis = gradingBasis
        self.grade = grade
        self.points = points
        self.explanation = explanation
        self.ledger = ledger
        self.approval = approval
    }
}
