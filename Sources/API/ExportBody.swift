import Domain
import Foundation
import Store

/// A frozen copy of grades.
struct ExportBody: Encodable {
    let id: ID<Export>
    let offeringId: ID<Offering>
    let sectionId: ID<Section>?
    let format: Export.Format
    let state: Export.State
    let lines: Int
    let ledgerSequence: Int
    /// SHA-256 of the content, in hexadecimal digits.
    let digest: String
    let madeAt: Date

    init(_ export: Export) {
        id = export.id
        offeringId = export.offering
        sectionId = export.section
        format = export.format
        state = export.state
        lines = export.lines
        ledgerSequence = export.ledgerSequence
        digest = Hex.text(export.digest)
        madeAt = export.madeAt
    }
}

/// One learner's line of an export.
struct ExportLineBody: Encodable {
    let enrollmentId: ID<Enrollment>
    let name: String
    /// As it was sent.
    let registrarId: String
    let grade: String
    let ledgerSequence: Int64
    /// The registrar did not take it.
    let hasFailed: Bool
    let said: String?

    init(_ line: ExportLine) {
        enrollmentId = line.enrollment
        name = line.name
        registrarId = line.registrarID
        grade = line.grade.code
        ledgerSequence = line.sequence
        hasFailed = line.hasFailed
        said = line.said
    }
}

/// What differs for one learner.
struct ExportChangeBody: Encodable {
    let enrollmentId: ID<Enrollment>
    let name: String
    /// Left out where the first export lacks the learner.
    let exported: String?
    /// Left out where no grade holds, or the other export lacks the learner.
    let current: String?
    let ledgerSequence: Int64?
    let reason: GradeEntry.Reason?
    let isApproved: Bool

    init(_ change: GradeChange) {
        enrollmentId = change.enrollment
        name = change.name
        exported = change.exported?.code
        current = change.current?.code
        ledgerSequence = change.sequence
        reason = change.reason
        isApproved = change.isApproved
    }
}
