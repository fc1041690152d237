/// A course grade with its reason, or what is still missing for one.
package enum CourseGradeResult: Sendable, Equatable {
    case grade(CourseGrade, explanation: String)
    /// The titles of explorations without a grade, in their order.
    case missing([String])

    /// One exploration as it stands for one learner.
    package struct Piece: Sendable, Equatable {
        package let title: String
        package let countsAs: CountsAs
        /// Nil: not graded yet.
        package let grade: Grade?

        package init(title: String, countsAs: CountsAs, grade: Grade?) {
            self.title = title
            self.countsAs = countsAs
            self.grade = grade
        }

        /// From an assignment: an excused one doesn't count; one that closed with nothing handed in,
        /// or that came back and wasn't handed in again before the offering was over, isn't done.
        package init(
            title: String, countsAs: CountsAs, state: Assignment.State, recorded: Grade?,
            isOver: Bool
        ) {
            let absent: Grade = countsAs.worth == nil ? .incomplete : .points(.zero)
            let isAbsent = state == .missing || state == .returned && isOver
            let grade = recorded ?? (isAbsent ? absent : nil)
            self.init(
                title: title, countsAs: countsAs, grade: state == .excused ? .excused : grade)
        }
    }
}

extension CourseGradeResult {
    /// The grade that an enrollment's state brings, whatever was earned; nil where it brings none.
    package init?(ofState state: EnrollmentState) {
        switch state {
        case .withdrawn: self = .grade(.withdrawn, explanation: "W: withdrawn from the course.")
        case .auditing: self = .grade(.audited, explanation: "AU: audits the course.")
        case .dropped, .onLeave:
            self = .grade(
                .notReported, explanation: "NR: nothing is reported for this enrollment.")
        case .enrolled, .addedLate: return nil
        }
    }
}

extension GradeRule {
    /// The grade of one learner: names the pieces that are missing rather than guess.
    package func grade(
        _ pieces: [CourseGradeResult.Piece], state: EnrollmentState
    ) -> CourseGradeResult {
        if let fixed = CourseGradeResult(ofState: state) { return fixed }
        let counted = pieces.filter { usesPiece($0.countsAs) && $0.grade != .excused }
        let missing = counted.filter { $0.grade == nil }.map(\.title)
        guard missing.isEmpty else { return .missing(missing) }
        guard pieces.contains(where: { usesPiece($0.countsAs) }) else {
            return .missing(["any exploration that counts"])
        }
        switch self {
        case .completions(let steps, let below):
            let excused = pieces.count { usesPiece($0.countsAs) && $0.grade == .excused }
            return completed(counted, steps, below, excused: excused)
        case .points(let steps, let below): return scored(counted, steps, below)
        case .percent: return scored(counted, [], "")
        }
    }

    /// Whether a piece that counts so is one of those the rule looks at.
    func usesPiece(_ countsAs: CountsAs) -> Bool {
        switch (self, countsAs) {
        case (.completions, .completion), (.points, .points), (.percent, .points): true
        default: false
        }
    }

    private func completed(
        _ pieces: [CourseGradeResult.Piece], _ steps: [Step], _ below: String, excused: Int
    ) -> CourseGradeResult {
        let done = pieces.count { $0.grade == .complete }
        let mark = steps.first { done + excused >= $0.atLeast }?.mark ?? below
        let spared = excused > 0 ? " \(excused) excused, so each step asks for as many fewer." : ""
        return .grade(
            .mark(mark),
            explanation: "\(mark): \(done) of \(pieces.count) assignments complete. \(sentence)"
                + spared)
    }

    // Steps are compared by cross-multiplying, so no rounding decides a mark.
    private func scored(
        _ pieces: [CourseGradeResult.Piece], _ steps: [Step], _ below: String
    ) -> CourseGradeResult {
        let worth = pieces.compactMap(\.countsAs.worth).reduce(Points.zero, +)
        let earned = pieces.reduce(Points.zero) { sum, piece in
            if case .points(let points) = piece.grade { sum + points } else { sum }
        }
        guard worth > .zero else { return .missing(["any exploration that counts"]) }
        let said = "\(earned) of \(worth) points. \(sentence)"
        if case .percent = self {
            let size = Rounding.half(earned.thousandths * 100_000, by: worth.thousandths)
            let percent = Points(thousandths: size)
            return .grade(.percent(percent), explanation: "\(percent) %: \(said)")
        }
        let step = steps.first {
            earned.thousandths * 1000 >= $0.atLeast * worth.thousandths
        }
        let mark = step?.mark ?? below
        return .grade(.mark(mark), explanation: "\(mark): \(said)")
    }
}
