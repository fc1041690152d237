package import Foundation

/// An instant as machines exchange it.
package enum Instant {
    /// RFC 3339 in UTC: `2027-05-14T16:00:00Z`; with six digits of fraction where there is one.
    package static func text(_ date: Date) -> String {
        let microseconds = Int((date.timeIntervalSince1970 * 1_000_000).rounded())
        let (seconds, fraction) = floored(microseconds, by: 1_000_000)
        let (days, second) = floored(seconds, by: 86_400)
        let day = civil(days)
        var text = ""
        text.reserveCapacity(32)
        text.append(day.year, width: 4, behind: "")
        text.append(day.month, width: 2, behind: "-")
        text.append(day.day, width: 2, behind: "-")
        text.append(second / 3600, width: 2, behind: "T")
        text.append(second / 60 % 60, width: 2, behind: ":")
        text.append(second % 60, width: 2, behind: ":")
        if fraction != 0 { text.append(fraction, width: 6, behind: ".") }
        return text + "Z"
    }

    /// Reads RFC 3339 with any offset and at most six digits of fraction; nil for anything else.
    package static func date(_ text: some StringProtocol) -> Date? {
        let form =
            /(\d{4}-\d{2}-\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,6}))?(Z|z|[+-]\d{2}:\d{2})/
        guard let parts = String(text).wholeMatch(of: form)?.output, let day = Day(parts.1),
            let hour = Int(parts.2), hour < 24, let minute = Int(parts.3), minute < 60,
            let second = Int(parts.4), second < 60, let offset = offset(parts.6)
        else { return nil }
        let fraction = parts.5.map {
            Double(Int($0 + repeatElement("0", count: 6 - $0.count)) ?? 0)
        }
        let seconds = Double(hour * 3600 + minute * 60 + second - offset)
        return day.start(in: .gmt).addingTimeInterval(seconds + (fraction ?? 0) / 1_000_000)
    }

    /// Seconds east of UTC.
    private static func offset(_ text: Substring) -> Int? {
        guard text.lowercased() != "z" else { return 0 }
        let parts = text.dropFirst().split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2, parts[0] < 24, parts[1] < 60 else { return nil }
        return (parts[0] * 3600 + parts[1] * 60) * (text.hasPrefix("-") ? -1 : 1)
    }

    private static func floored(_ value: Int, by size: Int) -> (Int, Int) {
        let rest = ((value % size) + size) % size
        return ((value - rest) / size, rest)
    }

    /// Days since 1970-01-01 as a date (Howard Hinnant, civil_from_days).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = floored(days + 719_468, by: 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let march = (5 * dayOfYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        let day = dayOfYear - (153 * march + 2) / 5 + 1
        return (era * 400 + yearOfEra + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Instant {
    /// RFC 3339 with the offset of a zone at that instant: `2027-05-14T12:00:00-04:00`; nil where
    /// there is no zone of that name.
    package static func text(_ date: Date, zone name: String) -> String? {
        guard let zone = TimeZone(identifier: name) else { return nil }
        let offset = zone.secondsFromGMT(for: date)
        let minutes = abs(offset) / 60
        var local = text(date.addingTimeInterval(Double(offset)))
        local.removeLast()
        local.append(minutes / 60, width: 2, behind: offset < 0 ? "-" : "+")
        local.append(minutes % 60, width: 2, behind: ":")
        return local
    }
}

extension String {
    fileprivate mutating func append(_ number: Int, width: Int, behind mark: String) {
        self += mark
        var bound = 10
        for _ in 1..<width {
            if number < bound { self += "0" }
            bound *= 10
        }
        self += String(number)
    }
}
