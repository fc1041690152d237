import Foundation

extension GradeEntry {
    /// Reads what `canonical` wrote; nil for anything else, so that no entry is half understood.
    package init?(canonical bytes: [UInt8]) {
        // In the order in which they were written: the comparison at the end sees to the names.
        let fields = bytes.split(separator: UInt8(ascii: "\n")).map { line in
            String(decoding: line.drop { $0 != UInt8(ascii: "=") }.dropFirst(), as: UTF8.self)
        }
        guard fields.count == 9, fields[0] == "1", let offering = ID<Offering>(fields[1]),
            let enrollment = ID<Enrollment>(fields[2]),
            let grade = Self.unescaped(fields[4]).flatMap(Grade.init(canonical:)),
            let reason = Reason(rawValue: fields[5]), let recordedBy = ID<Person>(fields[6]),
            let microseconds = Int64(fields[8])
        else { return nil }
        self.init(
            offering: offering, enrollment: enrollment,
            assignment: ID<Assignment>(fields[3]), grade: grade, reason: reason,
            recordedBy: recordedBy, approvedBy: ID<Person>(fields[7]),
            recordedAt: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
        guard canonical == bytes else { return nil }
    }

    /// A gradebook reads thousands, of which hardly one has anything escaped.
    private static func unescaped(_ text: String) -> String? {
        text.utf8.contains(UInt8(ascii: "%")) ? text.removingPercentEncoding : text
    }
}

extension Grade {
    /// Reads what `canonical` wrote; nil for anything else.
    package init?(canonical text: String) {
        let parts = text.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("complete", 1): self = .complete
        case ("incomplete", 1): self = .incomplete
        case ("excused", 1): self = .excused
        case ("points", 2):
            guard let points = Points(parts[1]) else { return nil }
            self = .points(points)
        case ("course", 2...):
            guard let grade = CourseGrade(code: parts[1], rest: parts.dropFirst(2).first) else {
                return nil
            }
            self = .course(grade)
        default: return nil
        }
    }
}

extension CourseGrade {
    fileprivate init?(code: Substring, rest: Substring?) {
        switch (code, rest) {
        case ("W", nil): self = .withdrawn
        case ("AU", nil): self = .audited
        case ("NR", nil): self = .notReported
        case ("mark", let mark?): self = .mark(String(mark))
        case ("percent", let percent?):
            guard let points = Points(percent) else { return nil }
            self = .percent(points)
        case ("I", let rest?):
            let parts = rest.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let day = Day(parts[0]) else { return nil }
            self = .incomplete(lapsesOn: day, to: String(parts[1]))
        default: return nil
        }
    }
}
