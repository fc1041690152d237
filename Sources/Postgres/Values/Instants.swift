public import Foundation

extension Date: PostgresEncodable, PostgresDecodable {
    /// The instant in UTC to the microsecond, as `timestamptz` keeps it.
    public var postgresText: String? {
        let micros = Int((timeIntervalSince1970 * 1e6).rounded())
        let (days, rest) = micros.quotientAndRemainder(flooredBy: 86_400_000_000)
        let (year, month, day) = Calendar.civil(days)
        let seconds = rest / 1_000_000
        let time = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        let date = [padded(year > 0 ? year : 1 - year, 4), padded(month, 2), padded(day, 2)]
        return date.joined(separator: "-") + " " + time.joined(separator: ":") + "."
            + padded(rest % 1_000_000, 6) + "+00" + (year > 0 ? "" : " BC")
    }

    /// Reads `timestamptz`, `timestamp` and `date`, the latter two as UTC; refuses infinities.
    public init(postgresText: String) throws(DecodingFailure) {
        guard let micros = InstantText(postgresText)?.micros else {
            throw DecodingFailure(of: Date.self)
        }
        self.init(timeIntervalSince1970: Double(micros) / 1e6)
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Int {
    fileprivate func quotientAndRemainder(flooredBy divisor: Int) -> (Int, Int) {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
    }
}

/// Days since 1970 and the Gregorian calendar, by Howard Hinnant's algorithms: Foundation's
/// calendars are slower by orders and switch to the Julian one.
private enum Calendar {
    static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let (era, dayOfEra) = (days + 719_468).quotientAndRemainder(flooredBy: 146_097)
        let leaps = dayOfEra / 1460 - dayOfEra / 36_524 + dayOfEra / 146_096
        let yearOfEra = (dayOfEra - leaps) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = shifted.quotientAndRemainder(flooredBy: 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

/// Reads `2026-01-02 03:04:05.678901+05:30 BC` in DateStyle ISO.
private struct InstantText {
    private(set) var micros = 0

    init?(_ text: String) {
        let pattern = text.hasSuffix(" BC") ? text.dropLast(3) : text[...]
        let halves = pattern.split(separator: " ", maxSplits: 1)
        let date = halves.first?.split(separator: "-").compactMap { Int($0) } ?? []
        guard date.count == 3 else { return nil }
        let year = text.hasSuffix(" BC") ? 1 - date[0] : date[0]
        micros = Calendar.days(year: year, month: date[1], day: date[2]) * 86_400_000_000
        guard halves.count == 2 else { return }
        guard let time = Self.time(halves[1]) else { return nil }
        micros += time
    }

    private static func time(_ text: Substring) -> Int? {
        let sign = text.firstIndex { $0 == "+" || $0 == "-" } ?? text.endIndex
        let clock = text[..<sign].split(separator: ".")
        guard let first = clock.first, let seconds = seconds(first) else { return nil }
        let offset = sign == text.endIndex ? 0 : Self.seconds(text[sign...].dropFirst())
        guard let offset else { return nil }
        let fraction = clock.count > 1 ? String(clock[1]) : ""
        let padding = String(repeating: "0", count: max(0, 6 - fraction.count))
        guard let micros = Int(fraction + padding) else { return nil }
        let east = sign < text.endIndex && text[sign] == "-" ? -offset : offset
        return (seconds - east) * 1_000_000 + micros
    }

    private static func seconds(_ text: Substring) -> Int? {
        let pieces = text.split(separator: ":")
        let numbers = pieces.compactMap { Int($0) }
        guard numbers.count == pieces.count, (1...3).contains(numbers.count) else { return nil }
        return zip(numbers, [3600, 60, 1]).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
