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
