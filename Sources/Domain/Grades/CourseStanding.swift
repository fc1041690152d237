package import Foundation

/// How one learner's course grade stands: what follows from the work, what was recorded, and what
/// was approved.
package struct CourseStanding: Sendable, Equatable {
    /// An entry of the ledger for the course, with its place there.
    package struct Recorded: Sendable, Equatable {
        package let sequence: Int64
        package let entry: GradeEntry

        package init(sequence: Int64, entry: GradeEntry) {
            self.sequence = sequence
            self.entry = entry
        }
    }

    /// The latest approval: of which grade, in which section, and where the ledger holds it.
    package struct Approval: Sendable, Equatable {
        package let sequence: Int64
        package let grade: CourseGrade
        /// Nil in what was approved before sections were noted.
        package let section: ID<Section>?
        package let by: ID<Person>
        package let at: Date

        package init(
            sequence: Int64, grade: CourseGrade, section: ID<Section>? = nil, by: ID<Person>,
            at: Date
        ) {
            self.sequence = sequence
            self.grade = grade
            self.section = section
            self.by = by
            self.at = at
        }
    }

    package let state: EnrollmentState
    package let section: ID<Section>?
    package let basis: GradingBasis
    /// Nil while the section has none.
    package let rule: GradeRule?
    package let pieces: [CourseGradeResult.Piece]
    /// Oldest first.
    package let recorded: [Recorded]
    package let approval: Approval?

    package init(
        state: EnrollmentState, section: ID<Section>? = nil, basis: GradingBasis, rule: GradeRule?,
        pieces: [CourseGradeResult.Piece], recorded: [Recorded], approval: Approval?
    ) {
        self.state = state
        self.section = section
        self.basis = basis
        self.rule = rule
        self.pieces = pieces
        self.recorded = recorded
        self.approval = approval
    }
}

extension CourseStanding {
    /// What the enrollment or the rule says; nil without a rule.
    package var computed: CourseGradeResult? {
        CourseGradeResult(ofState: state) ?? rule?.grade(pieces, state: state)
    }

    /// The grade recorded by hand that holds: until the next one, or until the computed one is
    /// taken up again. One that the section's basis doesn't know, after a move to another section,
    /// holds no longer.
    package var byHand: GradeEntry? {
        let last = recorded.last { ![.approved, .lapsed].contains($0.entry.reason) }?.entry
        guard let last, last.reason != .computed, case .course(let grade) = last.grade,
            grade.isOf(basis)
        else { return nil }
        return last
    }

    /// The grade that an approval on that day would approve, with its sentence; nil without a rule.
    package func candidate(on day: Day) -> CourseGradeResult? {
        let hand = handResult(on: day)
        switch state.effects.exportLine {
        case .grade: return hand ?? computed
        case .notReported:
            guard case .course(.incomplete) = byHand?.grade else { return computed }
            return hand
        case .withdrawn, .audited, .none: return computed
        }
    }

    /// Whether the approval is of the grade that holds on that day, in the section that the learner
    /// sits in.
    package func isApproved(on day: Day) -> Bool {
        guard let approval, case .grade(let grade, _) = candidate(on: day) else { return false }
        return approval.grade == grade && (approval.section ?? section) == section
    }

    /// What an approval records: a lapse where an incomplete has lapsed.
    package func reason(on day: Day) -> GradeEntry.Reason {
        guard case .course(.incomplete(let lapsesOn, _)) = byHand?.grade, day >= lapsesOn,
            state.effects.exportLine != .withdrawn, state.effects.exportLine != .audited
        else { return .approved }
        return .lapsed
    }

    /// The points behind a computed grade; nil where none were counted.
    package func points(on day: Day) -> Points? {
        guard handResult(on: day) == nil, state.effects.exportLine == .grade else { return nil }
        switch rule {
        case .points, .percent:
            return pieces.reduce(into: Points.zero) { sum, piece in
                if case .points(let points) = piece.grade { sum = sum + points }
            }
        case .completions, nil: return nil
        }
    }

    private func handResult(on day: Day) -> CourseGradeResult? {
        guard let byHand, case .course(let grade) = byHand.grade else { return nil }
        let standing = grade.standing(on: day, basis)
        let how = "recorded by an instructor (\(byHand.reason.rawValue))"
        guard case .incomplete(let lapsesOn, let mark) = grade else {
            return .grade(standing, explanation: "\(standing.code): \(how).")
        }
        let lapse =
            standing == grade
            ? "\(how); it lapses to \(mark) on \(lapsesOn)."
            : "the I that was \(how) lapsed on \(lapsesOn)."
        return .grade(standing, explanation: "\(standing.code): \(lapse)")
    }
}
