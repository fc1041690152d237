import Foundation

extension GradeEntry {
    /// The bytes that the ledger hashes: version 1 is one ASCII line of `key=value` fields in this
    /// order, divided by line feeds; an absent value is empty. A change of form gets a new version.
    package var canonical: [UInt8] {
        let fields: [(String, String)] = [
            ("v", "1"),
            ("offering", offering.description),
            ("enrollment", enrollment.description),
            ("assignment", assignment?.description ?? ""),
            ("grade", Self.escaped(grade.canonical)),
            ("reason", reason.rawValue),
            ("by", recordedBy.description),
            ("approved_by", approvedBy?.description ?? ""),
            ("at_us", String(Self.microseconds(recordedAt))),
        ]
        return Array(fields.map { "\($0.0)=\($0.1)" }.joined(separator: "\n").utf8)
    }

    // PostgreSQL keeps microseconds: an entry read back must give the same bytes.
    private static func microseconds(_ time: Date) -> Int64 {
        Int64((time.timeIntervalSince1970 * 1_000_000).rounded())
    }

    // A school's own mark could hold anything; a field can't end early.
    private static func escaped(_ text: String) -> String {
        text.utf8.map { byte in
            (33...126).contains(byte) && byte != 37 && byte != 61
                ? String(UnicodeScalar(byte)) : "%" + String(Int(byte) + 256, radix: 16).dropFirst()
        }
        .joined()
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
