import Domain
import Foundation

/// A live session of a community: how it recurs, in its own zone, and when the next one is.
struct SessionTime: Sendable {
    /// "every Wednesday, 21:00 New York, 60 minutes"
    let rule: String
    /// In the reader's zone first; nil where the rule is none of the plain ones.
    let next: Moment?

    init(_ session: Community.Session, _ visit: Visit) {
        let parts = Self.parts(session.recurrence)
        let days = (parts["BYDAY"] ?? "").split(separator: ",").compactMap {
            Self.weekdays[String($0)]
        }
        let how =
            switch parts["FREQ"] {
            case "DAILY": "every day"
            case "WEEKLY" where !days.isEmpty:
                "every " + days.map(\.name).joined(separator: " and ")
            default: "by the rule \(session.recurrence)"
            }
        let city = session.zone.split(separator: "/").last.map(String.init) ?? session.zone
        rule =
            "\(how), \(session.starts) \(city.replacing("_", with: " ")), "
            + Said.count(session.minutes, "minute")
        let isPlain = Set(parts.keys).isSubset(of: ["FREQ", "BYDAY"])
        let daily = parts["FREQ"] == "DAILY" && days.isEmpty
        guard isPlain, daily || (parts["FREQ"] == "WEEKLY" && !days.isEmpty) else {
            next = nil
            return
        }
        let wanted = daily ? Set(1...7) : Set(days.map(\.number))
        next = Self.next(session, on: wanted, after: visit.now).map {
            visit.moment($0, offering: session.zone)
        }
    }

    private static func parts(_ rule: String) -> [String: String] {
        let pairs = rule.split(separator: ";").compactMap { part -> (String, String)? in
            let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
            return sides.count == 2 ? (sides[0], sides[1]) : nil
        }
        return Dictionary(pairs, uniquingKeysWith: { first, _ in first })
    }

    private static let weekdays: [String: (number: Int, name: String)] = [
        "SU": (1, "Sunday"), "MO": (2, "Monday"), "TU": (3, "Tuesday"), "WE": (4, "Wednesday"),
        "TH": (5, "Thursday"), "FR": (6, "Friday"), "SA": (7, "Saturday"),
    ]

    private static func next(
        _ session: Community.Session, on weekdays: Set<Int>, after now: Date
    ) -> Date? {
        guard let zone = TimeZone(identifier: session.zone) else { return nil }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = zone
        let clock = session.starts.split(separator: ":").compactMap { Int($0) }
        guard clock.count == 2 else { return nil }
        return (0...7).lazy.compactMap { ahead -> Date? in
            guard let day = calendar.date(byAdding: .day, value: ahead, to: now),
                weekdays.contains(calendar.component(.weekday, from: day))
            else { return nil }
            return calendar.date(bySettingHour: clock[0], minute: clock[1], second: 0, of: day)
        }.first { $0 > now }
    }
}
