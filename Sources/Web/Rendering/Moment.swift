import Domain
import Foundation

/// An instant as a page shows it: day and zone first, how far away it is second.
struct Moment: Sendable {
    /// RFC 3339, in whole seconds: HTML's `datetime` takes no more than three digits of a fraction.
    let machine: String
    let text: String
    /// "in 3 days", "2 hours ago".
    let distance: String

    init(_ instant: Date, reader: String, offering: String, now: Date) {
        machine = Instant.text(
            Date(timeIntervalSince1970: instant.timeIntervalSince1970.rounded(.down)))
        text = ZonedText.text(instant, reader: reader, offering: offering) ?? machine
        distance = Self.distance(from: now, to: instant)
    }

    static func distance(from now: Date, to instant: Date) -> String {
        let seconds = Int(instant.timeIntervalSince(now))
        let minutes = abs(seconds) / 60
        let said =
            switch minutes {
            case 0: "a moment"
            case 1..<60: count(minutes, "minute")
            case 60..<2880: count(minutes / 60, "hour")
            default: count(minutes / 1440, "day")
            }
        return seconds > 0 ? "in \(said)" : "\(said) ago"
    }

    private static func count(_ number: Int, _ unit: String) -> String {
        "\(number) \(unit)\(number == 1 ? "" : "s")"
    }
}
