import Domain
import Foundation

/// A time as a field of type `datetime-local` holds it: in a zone that the field names beside it.
enum LocalTime {
    /// "2027-02-24T23:59"
    static func text(_ instant: Date, in zone: String) -> String {
        let parts = calendar(zone).dateComponents(
            [.year, .month, .day, .hour, .minute], from: instant)
        func two(_ number: Int?) -> String {
            (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)"
        }
        let day = "\(parts.year ?? 0)-\(two(parts.month))-\(two(parts.day))"
        return "\(day)T\(two(parts.hour)):\(two(parts.minute))"
    }

    /// Nil for what is no time of that form, or of no clock.
    static func date(_ text: String, in zone: String) -> Date? {
        guard
            let found = text.wholeMatch(
                of: /([0-9]{4})-([0-9]{2})-([0-9]{2})[T ]([0-9]{2}):([0-9]{2})(?::[0-9]{2})?/)
        else { return nil }
        let numbers = [found.1, found.2, found.3, found.4, found.5].compactMap { Int($0) }
        let parts = DateComponents(
            year: numbers[0], month: numbers[1], day: numbers[2], hour: numbers[3],
            minute: numbers[4])
        guard let date = calendar(zone).date(from: parts) else { return nil }
        let again = Self.text(date, in: zone).prefix(10)
        return again == text.prefix(10) && Era.holds(date) ? date : nil
    }

    /// "New York time"
    static func said(_ zone: String) -> String {
        let city = zone.split(separator: "/").last.map(String.init) ?? zone
        return "\(city.replacing("_", with: " ")) time"
    }

    private static func calendar(_ zone: String) -> Calendar {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(identifier: zone) ?? .gmt
        return calendar
    }
}
