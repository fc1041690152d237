/// How a section's course grade follows from its explorations: set by the instructor, read by all.
package enum GradeRule: Sendable, Equatable, Codable {
    /// Steps from best to least: at least so many assignments complete. `below` is the rest.
    case completions([Step], below: String)
    /// Steps from best to least: at least this share of the points. `below` is the rest.
    case points([Step], below: String)
    /// The share of the points itself, for the basis `percent`.
    case percent

    package struct Step: Sendable, Equatable, Codable {
        package let mark: String
        /// Assignments, or thousandths of the reachable points.
        package let atLeast: Int

        package init(mark: String, atLeast: Int) {
            self.mark = mark
            self.atLeast = atLeast
        }
    }

    package enum Refusal: String, Refusing {
        case markNotOfBasis = "mark-not-of-basis"
        case stepsNotFalling = "steps-not-falling"
        case noSteps = "no-steps"
    }

    /// Refuses a rule whose marks the section's basis doesn't know, or whose steps don't fall.
    package func check(_ basis: GradingBasis) throws(Refusal) {
        switch self {
        case .percent:
            guard basis == .percent else { throw .markNotOfBasis }
        case .completions(let steps, let below), .points(let steps, let below):
            guard !steps.isEmpty else { throw .noSteps }
            for mark in steps.map(\.mark) + [below] where !basis.marks.contains(mark) {
                throw .markNotOfBasis
            }
            let limits = steps.map(\.atLeast)
            guard zip(limits, limits.dropFirst()).allSatisfy({ $0 > $1 }),
                limits.allSatisfy({ (1...1000).contains($0) })
            else { throw .stepsNotFalling }
        }
    }

    /// "P needs 9 assignments complete; otherwise F."
    package var sentence: String {
        switch self {
        case .percent: "The grade is the percentage of the reachable points."
        case .completions(let steps, let below):
            steps.map { "\($0.mark) needs \($0.atLeast) assignments complete" }
                .joined(separator: "; ") + "; otherwise \(below)."
        case .points(let steps, let below):
            steps.map { "\($0.mark) needs \(Share(thousandths: $0.atLeast).percent) of the points" }
                .joined(separator: "; ") + "; otherwise \(below)."
        }
    }
}

extension GradingBasis {
    /// Every mark of the basis, best first; none for percent, whose grades are numbers.
    package var marks: [String] {
        switch self {
        case .passFail: ["P", "F"]
        case .honors: ["H", "HP", "P", "F"]
        case .credit: ["CR", "NC"]
        case .letters: ["A+", "A", "A-", "B+", "B", "B-", "C+", "C", "C-", "D+", "D", "D-", "F"]
        case .percent: []
        }
    }
}
