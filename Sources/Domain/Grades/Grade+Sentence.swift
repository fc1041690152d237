extension Grade {
    /// How a grade of an assignment came about. `earned` are the reader's points, before what
    /// lateness took.
    package func sentence(_ countsAs: CountsAs, reason: GradeEntry.Reason, earned: Points?)
        -> String
    {
        let said = reason.words.map { " \($0)" } ?? ""
        switch self {
        case .complete: return "Complete: it counts as done.\(said)"
        case .incomplete: return "Incomplete: it doesn't count as done.\(said)"
        case .excused: return "Excused: it doesn't count.\(said)"
        case .course(let grade): return "\(grade.code).\(said)"
        case .points(let points):
            let worth = countsAs.worth.map { " of \($0)" } ?? ""
            guard reason == .released, let earned, earned > points else {
                return "\(points)\(worth) points.\(said)"
            }
            return "\(points)\(worth) points: \(earned) earned, \(earned - points) taken for "
                + "lateness."
        }
    }
}

extension GradeEntry.Reason {
    /// Beside a grade that was changed; nil where the grade came the usual way.
    fileprivate var words: String? {
        switch self {
        case .correction: "Changed as a correction."
        case .appeal: "Changed on appeal."
        case .registrar: "Changed for the registrar."
        case .lapsed: "An incomplete lapsed."
        case .released, .computed, .approved, .releaseWithdrawn: nil
        }
    }
}
