package import Foundation

extension GradeEntry {
    /// The bytes that the ledger hashes, version 1: these fields. A change of form gets a new version.
    package var canonical: [UInt8] {
        let fields: [(String, String)] = [
            ("v", "1"),
            ("offering", offering.description),
            ("enrollment", enrollment.description),
            ("assignment", assignment?.description ?? ""),
            ("grade", CanonicalText.escaped(grade.canonical)),
            ("reason", reason.rawValue),
            ("by", recordedBy.description),
            ("approved_by", approvedBy?.description ?? ""),
            ("at_us", CanonicalText.microseconds(recordedAt)),
        ]
        return CanonicalText.bytes(fields)
    }

    /// Whether stored bytes speak of this offering, enrollment, assignment and time.
    package static func places(
        _ canonical: [UInt8], offering: ID<Offering>, enrollment: ID<Enrollment>,
        assignment: ID<Assignment>?, recordedAt: Date
    ) -> Bool {
        let lines = String(decoding: canonical, as: UTF8.self).split(separator: "\n")
        return [
            "offering=\(offering)", "enrollment=\(enrollment)",
            "assignment=\(assignment?.description ?? "")",
            "at_us=\(CanonicalText.microseconds(recordedAt))",
        ]
        .allSatisfy { lines.contains($0[...]) }
    }
}

extension Grade {
    /// A code and what belongs to it, divided by colons.
    package var canonical: String {
        switch self {
        case .complete: "complete"
        case .incomplete: "incomplete"
        case .excused: "excused"
        case .points(let points): "points:\(points)"
        case .course(.incomplete(let day, let mark)): "course:I:\(day):\(mark)"
        case .course(.percent(let percent)): "course:percent:\(percent)"
        case .course(.mark(let mark)): "course:mark:\(mark)"
        case .course(let grade): "course:\(grade.code)"
        }
    }
}
