package import Foundation

/// What a rubric says from one edit to the next. It is never changed.
package struct RubricVersion: Sendable, Equatable {
    package let id: ID<RubricVersion>
    package let number: Int
    package let source: String
    package let publishedAt: Date
    package let levels: [Level]
    package let criteria: [Criterion]
    package let flags: [Flag]

    package init(
        id: ID<RubricVersion>, number: Int, source: String = "", publishedAt: Date,
        levels: [Level], criteria: [Criterion], flags: [Flag] = []
    ) {
        self.id = id
        self.number = number
        self.source = source
        self.publishedAt = publishedAt
        self.levels = levels
        self.criteria = criteria
        self.flags = flags
    }
}

extension RubricVersion {
    package struct Level: Sendable, Equatable {
        /// Ordinal, from 1.
        package let level: Int
        package let name: String

        package init(level: Int, name: String) {
            self.level = level
            self.name = name
        }
    }

    package struct Criterion: Sendable, Equatable {
        package let code: String
        package let title: String
        package let isOptional: Bool
        /// By level. Learners see these, never the bare name of a level.
        package let descriptors: [Int: String]

        package init(
            code: String, title: String, isOptional: Bool = false, descriptors: [Int: String]
        ) {
            self.code = code
            self.title = title
            self.isOptional = isOptional
            self.descriptors = descriptors
        }
    }

    /// An outcome that means something from a level on.
    package struct Flag: Sendable, Equatable {
        package let code: String
        package let title: String
        package let fromLevel: Int

        package init(code: String, title: String, fromLevel: Int) {
            self.code = code
            self.title = title
            self.fromLevel = fromLevel
        }
    }
}
