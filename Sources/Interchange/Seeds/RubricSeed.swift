/// A rubric as `seeds/` describes it, with all its versions.
package struct RubricSeed: Codable, Equatable, Sendable {
    package struct Level: Codable, Equatable, Sendable {
        package let level: Int
        package let name: String
    }

    package struct Criterion: Codable, Equatable, Sendable {
        package let code: String
        package let title: String
        package let isOptional: Bool
        /// One for each level, lowest first.
        package let descriptors: [String]
    }

    package struct Flag: Codable, Equatable, Sendable {
        package let code: String
        package let title: String
        package let fromLevel: Int
    }

    package struct Version: Codable, Equatable, Sendable {
        package let number: Int
        package let source: String
        /// Its share of the grade, a decimal; `0` unless a school decides otherwise.
        package let weight: String
        package let levels: [Level]
        package let criteria: [Criterion]
        package let flags: [Flag]
    }

    package let slug: String
    package let title: String
    package let versions: [Version]
}
