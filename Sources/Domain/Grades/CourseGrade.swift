/// A course grade: one of the basis, or one that the registrar knows beside every basis.
package enum CourseGrade: Sendable, Hashable {
    /// P, F, H, HP, CR, NC, or a letter.
    case mark(String)
    /// Thousandths of a percent.
    case percent(Points)
    /// Lapses to a mark on a day.
    case incomplete(lapsesOn: Day, to: String)
    case withdrawn
    case audited
    case notReported

    /// As the registrar writes it.
    package var code: String {
        switch self {
        case .mark(let mark): mark
        case .percent(let percent): percent.description
        case .incomplete: "I"
        case .withdrawn: "W"
        case .audited: "AU"
        case .notReported: "NR"
        }
    }
}
