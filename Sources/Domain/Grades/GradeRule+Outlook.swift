extension GradeRule {
    /// What each step still asks for, best first: sentences for the learner.
    package func outlook(_ pieces: [CourseGradeResult.Piece]) -> [String] {
        let counted = pieces.filter { usesPiece($0.countsAs) && $0.grade != .excused }
        switch self {
        case .completions(let steps, _):
            let excused = pieces.count { usesPiece($0.countsAs) && $0.grade == .excused }
            let done = counted.count { $0.grade == .complete }
            let open = counted.count { $0.grade == nil }
            return steps.map { step in
                let more = max(0, step.atLeast - excused - done)
                let said = more == 0 ? "reached" : "\(more) more to complete, \(open) open"
                return "\(step.mark): \(said)\(more > open ? " so far" : "")."
            }
        case .points(let steps, _): return outlook(counted, steps)
        case .percent: return outlook(counted, [])
        }
    }

    private func outlook(_ pieces: [CourseGradeResult.Piece], _ steps: [Step]) -> [String] {
        let worth = pieces.compactMap(\.countsAs.worth).reduce(Points.zero, +)
        let earned = pieces.reduce(Points.zero) { sum, piece in
            if case .points(let points) = piece.grade { sum + points } else { sum }
        }
        let open = pieces.filter { $0.grade == nil }.compactMap(\.countsAs.worth)
            .reduce(Points.zero, +)
        guard !steps.isEmpty else {
            return ["\(earned) of \(worth) points so far, \(open) still open."]
        }
        return steps.map { step in
            // Rounded up: less wouldn't reach it.
            let needed = Points(
                thousandths: (step.atLeast * worth.thousandths + 999) / 1000)
            let more = max(.zero, needed - earned)
            let said = more == .zero ? "reached" : "\(more) more points, \(open) open"
            return "\(step.mark): \(said)\(more > open ? " so far" : "")."
        }
    }
}
