package import Foundation

/// An instant as machines exchange it.
package enum Instant {
    /// RFC 3339 in UTC: `2027-05-14T16:00:00Z`; with six digits of fraction where there is one.
    package static func text(_ date: Date) -> String {
        let microseconds = Int((date.timeIntervalSince1970 * 1_000_000).rounded())
        let (seconds, fraction) = floored(microseconds, by: 1_000_000)
        let (days, second) = floored(seconds, by: 86_400)
        let day = civil(days)
        let clock = [second / 3600, second / 60 % 60, second % 60].map { padded($0, to: 2) }
        let calendar = [padded(day.year, to: 4), padded(day.month, to: 2), padded(day.day, to: 2)]
        let rest = fraction == 0 ? "" : "." + padded(fraction, to: 6)
        return calendar.joined(separator: "-") + "T" + clock.joined(separator: ":") + rest + "Z"
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

    private static func padded(_ number: Int, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
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
        let clock = [minutes / 60, minutes % 60].map { padded($0, to: 2) }.joined(separator: ":")
        let local = text(date.addingTimeInterval(Double(offset))).dropLast()
        return "\(local)\(offset < 0 ? "-" : "+")\(clock)"
    }
}
