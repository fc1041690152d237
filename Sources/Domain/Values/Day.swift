package import Foundation

/// A day of the calendar, in no zone: "2027-02-24".
package struct Day: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let day: Int

    /// Refuses days that no calendar has.
    package init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month),
            (1...Self.length(ofMonth: month, in: year)).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
    }

    /// Takes exactly `yyyy-mm-dd`.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), let day = Int(parts[2])
        else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// The day on which the instant falls in the zone.
    package init(of instant: Date, in zone: TimeZone) {
        let parts = Calendar.gregorian(in: zone).dateComponents(
            [.year, .month, .day], from: instant)
        (year, month, day) = (parts.year ?? 1, parts.month ?? 1, parts.day ?? 1)
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }
}

extension Day {
    /// The first instant of the day in the zone, which isn't midnight everywhere.
    package func start(in zone: TimeZone) -> Date {
        let calendar = Calendar.gregorian(in: zone)
        let noon = DateComponents(year: year, month: month, day: day, hour: 12)
        return calendar.startOfDay(for: calendar.date(from: noon) ?? .distantPast)
    }

    package func adding(days: Int) -> Day {
        Day(of: noon.addingTimeInterval(Double(days) * 86_400), in: .gmt)
    }

    /// Negative when `other` lies before.
    package func days(until other: Day) -> Int {
        Int((other.noon.timeIntervalSince(noon) / 86_400).rounded())
    }

    private var noon: Date { start(in: .gmt).addingTimeInterval(43_200) }
}

extension Day: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }
}

extension Day: CustomStringConvertible {
    package var description: String {
        [(year, 4), (month, 2), (day, 2)]
            .map { number, width in
                let digits = String(number)
                return String(repeating: "0", count: max(0, width - digits.count)) + digits
            }
            .joined(separator: "-")
    }
}

extension Day: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let day = Day(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(
                in: container, debugDescription: "a day is written yyyy-mm-dd")
        }
        self = day
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension Calendar {
    package static func gregorian(in zone: TimeZone) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        return calendar
    }
}
