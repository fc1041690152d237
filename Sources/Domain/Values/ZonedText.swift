package import Foundation

/// An instant as pages say it: in the reader's zone first, then in the offering's.
package enum ZonedText {
    /// "Tue 24 Feb, 21:59 MST, 23:59 New York"; the second part only where its clock differs, and
    /// with its own day where that differs too. Nil when a zone has no such name.
    package static func text(_ instant: Date, reader: String, offering: String) -> String? {
        guard let here = TimeZone(identifier: reader), let there = TimeZone(identifier: offering)
        else { return nil }
        let first = "\(day(instant, here)), \(clock(instant, here)) \(mark(instant, here, reader))"
        guard here.secondsFromGMT(for: instant) != there.secondsFromGMT(for: instant) else {
            return first
        }
        let otherDay =
            Day(of: instant, in: here) == Day(of: instant, in: there)
            ? "" : "\(day(instant, there)), "
        return "\(first), \(otherDay)\(clock(instant, there)) \(city(offering))"
    }

    // English by hand, so that the words don't depend on the locale data of the machine.
    private static func day(_ instant: Date, _ zone: TimeZone) -> String {
        let parts = Calendar.gregorian(in: zone)
            .dateComponents([.weekday, .day, .month], from: instant)
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        let weekday = weekdays[(parts.weekday ?? 1) - 1]
        return "\(weekday) \(parts.day ?? 1) \(months[(parts.month ?? 1) - 1])"
    }

    private static func clock(_ instant: Date, _ zone: TimeZone) -> String {
        let parts = Calendar.gregorian(in: zone).dateComponents([.hour, .minute], from: instant)
        return [parts.hour ?? 0, parts.minute ?? 0]
            .map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }

    // American zones have letters that their readers know; others go by their city.
    private static func mark(_ instant: Date, _ zone: TimeZone, _ name: String) -> String {
        let known: [String: (standard: String, daylight: String)] = [
            "America/New_York": ("EST", "EDT"), "America/Detroit": ("EST", "EDT"),
            "America/Chicago": ("CST", "CDT"), "America/Denver": ("MST", "MDT"),
            "America/Phoenix": ("MST", "MST"), "America/Boise": ("MST", "MDT"),
            "America/Los_Angeles": ("PST", "PDT"), "America/Anchorage": ("AKST", "AKDT"),
            "Pacific/Honolulu": ("HST", "HST"),
        ]
        guard let pair = known[name] else { return city(name) }
        return zone.isDaylightSavingTime(for: instant) ? pair.daylight : pair.standard
    }

    private static func city(_ name: String) -> String {
        (name.split(separator: "/").last.map(String.init) ?? name)
            .replacing("_", with: " ")
    }
}
