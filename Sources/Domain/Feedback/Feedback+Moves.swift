extension Feedback {
    package enum Refusal: String, Refusing {
        case notTheAuthor = "not-the-author"
        case alreadyReleased = "already-released"
        case noOutcome = "no-outcome"
        case pointsMissing = "points-missing"
        case pointsUnexpected = "points-unexpected"
        case pointsOutOfRange = "points-out-of-range"
        case criterionMissing = "criterion-missing"
        case levelUnknown = "level-unknown"
        case flagUnknown = "flag-unknown"
        case flagBelowLevel = "flag-below-level"
        case notReady = "not-ready"
        /// The learner has handed in again since.
        case superseded
    }

    /// Saves what the author wrote. Feedback that was ready is a draft again.
    package mutating func write(_ content: Content, by writer: ID<Person>) throws(Refusal) {
        guard writer == author else { throw .notTheAuthor }
        guard state != .released else { throw .alreadyReleased }
        self.content = content
        state = .draft
    }

    /// Says that it may be released: complete as to outcome, points, levels and flags.
    package mutating func ready(
        by writer: ID<Person>, countsAs: CountsAs, rubric: RubricVersion?
    ) throws(Refusal) {
        guard writer == author else { throw .notTheAuthor }
        guard state != .released else { throw .alreadyReleased }
        guard content.outcome != nil else { throw .noOutcome }
        try checkPoints(countsAs)
        try rubric?.check(content)
        state = .ready
    }

    package mutating func release() throws(Refusal) {
        guard state != .released else { throw .alreadyReleased }
        guard state == .ready else { throw .notReady }
        state = .released
    }

    /// After its release was withdrawn, the author can work on it again.
    package mutating func takeBack() throws(Refusal) {
        guard state == .released else { throw .notReady }
        state = .draft
    }

    // Work that goes back to the learner isn't marked yet.
    private func checkPoints(_ countsAs: CountsAs) throws(Refusal) {
        switch (countsAs, content.points) {
        case (.points(let worth), let points?):
            guard (Points.zero...worth).contains(points) else { throw .pointsOutOfRange }
        case (.points, nil):
            guard content.outcome == .returned else { throw .pointsMissing }
        case (_, .some): throw .pointsUnexpected
        case (_, nil): return
        }
    }
}

extension RubricVersion {
    fileprivate func check(_ content: Feedback.Content) throws(Feedback.Refusal) {
        for criterion in criteria where !criterion.isOptional {
            guard content.levels[criterion.code] != nil else { throw .criterionMissing }
        }
        for (code, level) in content.levels {
            guard let criterion = criteria.first(where: { $0.code == code }),
                criterion.descriptors[level] != nil
            else { throw .levelUnknown }
        }
        let highest = content.levels.values.max() ?? 0
        for code in content.flags {
            guard let flag = flags.first(where: { $0.code == code }) else { throw .flagUnknown }
            guard highest >= flag.fromLevel else { throw .flagBelowLevel }
        }
    }
}
