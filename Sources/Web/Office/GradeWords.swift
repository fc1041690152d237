import Domain
import Store

extension EnrollmentState {
    var words: String { rawValue.replacing("_", with: " ") }
}

extension Section {
    /// "10432, term 2271".
    var words: String { "\(classNumber), term \(termCode)" }
}

extension GradeEntry.Reason {
    var words: String {
        switch self {
        case .released: "released with feedback"
        case .computed: "follows from the work"
        case .approved: "approved"
        case .correction: "correction"
        case .appeal: "appeal"
        case .registrar: "asked for by the registrar"
        case .lapsed: "an incomplete lapsed"
        case .releaseWithdrawn: "release withdrawn"
        }
    }
}

extension Grade {
    /// "complete", "9.5 of 10", "P".
    func words(_ countsAs: CountsAs) -> String {
        switch self {
        case .complete: "complete"
        case .incomplete: "incomplete"
        case .excused: "excused"
        case .points(let points): countsAs.worth.map { "\(points) of \($0)" } ?? "\(points)"
        case .course(let grade): grade.code
        }
    }
}

extension CourseGradeRecord {
    /// How the course grade comes about, or why there is none yet.
    var sentence: String {
        if isCourseHidden { return "Shown once all blind work is graded." }
        switch candidate {
        case .grade(_, let explanation): return explanation
        case .missing(let titles): return "No grade yet in: \(titles.joined(separator: ", "))."
        case nil: return "The section has no grade rule yet."
        }
    }

    var code: String? {
        guard !isCourseHidden, case .grade(let grade, _) = candidate else { return nil }
        return grade.code
    }

    /// What each step of the rule still asks for; nothing once there is a grade, and nothing where it
    /// would tell of blind work.
    var outlook: [String] {
        guard code == nil, !isReadBlind || !cells.contains(where: \.isBlind) else { return [] }
        return standing.rule?.outlook(standing.pieces) ?? []
    }
}
