extension Grade {
    /// What may be recorded by hand for an assignment whose exploration counts so.
    package func check(_ countsAs: CountsAs) throws(Invalid) {
        switch (self, countsAs) {
        case (.complete, .completion), (.incomplete, .completion): return
        case (.points(let points), .points(let worth)):
            guard (Points.zero...worth).contains(points) else {
                throw Invalid("/points", "out-of-range", "Give 0 to \(worth) points.")
            }
        case (_, .notCounted):
            throw Invalid("/grade", "not-counted", "This exploration doesn't count.")
        case (_, .completion):
            throw Invalid("/grade", "unknown-value", "Give complete or incomplete.")
        case (_, .points): throw Invalid("/points", "missing", "Give the points.")
        }
    }
}

extension GradeEntry.Reason {
    /// Those for which a grade is changed by hand; the others come by themselves.
    package static let ofChanges: Set<GradeEntry.Reason> = [.correction, .appeal, .registrar]

    package func checkChange() throws(Invalid) {
        guard Self.ofChanges.contains(self) else {
            throw Invalid("/reason", "unknown-value", "Give correction, appeal or registrar.")
        }
    }
}

extension Assignment {
    /// A grade is changed once the work came back, or was missed: before, the change would tell
    /// the learner what isn't released.
    package func checkGradeChange() throws(Refusal) {
        guard [.returned, .complete, .missing].contains(state) else { throw .gradeNotOpen }
    }
}
