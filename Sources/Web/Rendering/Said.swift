import Domain
import Foundation

/// Days and numbers in words.
enum Said {
    /// "Sun 18 Apr 2027"
    static func day(_ day: Day) -> String {
        let noon = day.start(in: .gmt).addingTimeInterval(43_200)
        let said = ZonedText.text(noon, reader: "UTC", offering: "UTC") ?? ""
        return "\(said.prefix { $0 != "," }) \(day.year)"
    }

    /// "1 learner", "3 learners"
    static func count(_ number: Int, _ one: String, _ many: String? = nil) -> String {
        "\(number) \(number == 1 ? one : many ?? one + "s")"
    }
}
