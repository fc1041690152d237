extension Rubric {
    package enum Refusal: String, Refusing {
        case notTheNextNumber = "not-the-next-number"
        case nothingChanged = "nothing-changed"
        case slugTaken = "rubric-slug-taken"
    }

    /// An edit never changes a version: it adds the next one, and old feedback stays with its own.
    package mutating func add(_ version: RubricVersion) throws(Refusal) {
        guard version.number == versions.count + 1 else { throw .notTheNextNumber }
        if let last = versions.last, last.levels == version.levels,
            last.criteria == version.criteria, last.flags == version.flags
        {
            throw .nothingChanged
        }
        versions.append(version)
    }
}
