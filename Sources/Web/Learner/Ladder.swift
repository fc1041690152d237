import Domain

/// A rubric as learners see it: each criterion with its descriptors, never the name of a level.
struct Ladder: Sendable {
    struct Step: Sendable {
        let level: Int
        let descriptor: String
        /// The one that feedback gave.
        let isGiven: Bool
    }

    let title: String
    let isOptional: Bool
    let steps: [Step]

    static func of(_ rubric: RubricVersion) -> [Ladder] {
        rubric.criteria.map { criterion in
            Ladder(
                title: criterion.title, isOptional: criterion.isOptional,
                steps: rubric.levels.map { level in
                    Step(
                        level: level.level, descriptor: criterion.descriptors[level.level] ?? "",
                        isGiven: false)
                })
        }
    }
}
