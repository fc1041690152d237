extension CourseGrade {
    package enum Refusal: String, Refusing {
        case gradeNotOfBasis = "grade-not-of-basis"
        case lapseNotAhead = "lapse-not-ahead"
        /// W, AU and NR follow from the enrollment, which the registrar changes.
        case followsEnrollment = "follows-enrollment"
    }

    /// What may be recorded by hand in a section of that basis, on that day.
    package func check(_ basis: GradingBasis, on today: Day) throws(Refusal) {
        switch self {
        case .mark(let mark):
            guard basis.marks.contains(mark) else { throw .gradeNotOfBasis }
        case .percent(let percent):
            guard basis == .percent, percent.isPercent else { throw .gradeNotOfBasis }
        case .incomplete(let day, let mark):
            guard basis.grade(mark) != nil else { throw .gradeNotOfBasis }
            guard day > today else { throw .lapseNotAhead }
        case .withdrawn, .audited, .notReported: throw .followsEnrollment
        }
    }

    /// Whether a section of that basis knows the grade, and what an incomplete lapses to.
    package func isOf(_ basis: GradingBasis) -> Bool {
        switch self {
        case .mark(let mark): basis.marks.contains(mark)
        case .percent: basis == .percent
        case .incomplete(_, let mark): basis.grade(mark) != nil
        case .withdrawn, .audited, .notReported: true
        }
    }

    /// The grade as it stands on that day: an incomplete has lapsed from its day on.
    package func standing(on day: Day, _ basis: GradingBasis) -> CourseGrade {
        guard case .incomplete(let lapsesOn, let mark) = self, day >= lapsesOn else { return self }
        return basis.grade(mark) ?? .mark(mark)
    }
}

extension GradingBasis {
    /// A grade of the basis by its text: a mark, or a number where the basis is percent.
    package func grade(_ text: String) -> CourseGrade? {
        guard self == .percent else { return marks.contains(text) ? .mark(text) : nil }
        return Points(text).flatMap { $0.isPercent ? .percent($0) : nil }
    }
}

extension Points {
    fileprivate var isPercent: Bool { (0...100_000).contains(thousandths) }
}
