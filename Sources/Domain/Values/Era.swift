package import Foundation

/// The years that are taken from people: whatever is reckoned from times within them, by a copy of an
/// offering or a share of time, is still one that RFC 3339 and the database can write.
package enum Era {
    package static let years = 1900...2999

    package static func holds(_ day: Day) -> Bool { years.contains(day.year) }

    package static func holds(_ instant: Date) -> Bool { span.contains(instant) }

    // From 1900-01-01T00:00:00Z to 3000-01-01T00:00:00Z.
    private static let span =
        Date(timeIntervalSince1970: -2_208_988_800)..<Date(timeIntervalSince1970: 32_503_680_000)
}
