import Foundation

extension GradeEntry {
    /// Reads what `canonical` wrote; nil for anything else, so that no entry is half understood.
    package init?(canonical bytes: [UInt8]) {
        guard let fields = Fields(bytes), let offering = ID<Offering>(fields["offering"]),
            let enrollment = ID<Enrollment>(fields["enrollment"]),
            let grade = Self.unescaped(fields["grade"]).flatMap(Grade.init(canonical:)),
            let reason = Reason(rawValue: fields["reason"]),
            let recordedBy = ID<Person>(fields["by"]),
            let microseconds = Int64(fields["at_us"])
        else { return nil }
        self.init(
            offering: offering, enrollment: enrollment,
            assignment: ID<Assignment>(fields["assignment"]), grade: grade, reason: reason,
            recordedBy: recordedBy, approvedBy: ID<Person>(fields["approved_by"]),
            recordedAt: Date(timeIntervalSince1970: Double(microseconds) / 1_000_000))
        guard canonical == bytes else { return nil }
    }

    /// `key=value` lines of version 1.
    private struct Fields {
        private let values: [String: String]

        init?(_ bytes: [UInt8]) {
            // By bytes: a gradebook reads thousands, and walking letters takes several times as long.
            var values: [String: String] = [:]
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let mark = line.firstIndex(of: UInt8(ascii: "=")) ?? line.endIndex
                let key = String(decoding: line[..<mark], as: UTF8.self)
                guard values[key] == nil else { continue }
                values[key] = String(decoding: line[mark...].dropFirst(), as: UTF8.self)
            }
            self.values = values
            guard values["v"] == "1" else { return nil }
        }

        subscript(key: String) -> String { values[key] ?? "" }
    }

    private static func unescaped(_ text: String) -> String? {
        text.removingPercentEncoding
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
