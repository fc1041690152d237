/// A part of a whole in thousandths: 1000 is all of it.
package struct Share: Sendable, Hashable, Codable {
    package static let none = Share(thousandths: 0)
    package static let whole = Share(thousandths: 1000)

    package let thousandths: Int

    package init(thousandths: Int) {
        self.thousandths = thousandths
    }

    /// "90 %", "12.5 %".
    package var percent: String { "\(Points(thousandths: thousandths * 100)) %" }
}

extension Share: Comparable {
    package static func < (left: Self, right: Self) -> Bool { left.thousandths < right.thousandths }
}
