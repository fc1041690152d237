package import Domain

/// The demonstration's offering: an example schedule, labelled so.
package struct DemoOffering: Codable, Equatable, Sendable {
    /// Of a rule by completed assignments.
    package struct Step: Codable, Equatable, Sendable {
        package let mark: String
        package let atLeast: Int
    }

    package struct Section: Codable, Equatable, Sendable {
        package let key: String
        package let termCode: String
        package let classNumber: String
        package let credits: String
        package let gradingBasis: GradingBasis
        package let gradesDueDay: Int
        package let steps: [Step]
        package let below: String
    }

    package struct LateRule: Codable, Equatable, Sendable {
        package let kind: LatePolicy.Kind
        package let graceMinutes: Int
        package let closesAfterMinutes: Int?
        package let takesLastDraft: Bool
    }

    package struct Exploration: Codable, Equatable, Sendable {
        package let key: String
        package let week: Int
        package let title: String
        package let prompt: String
        /// Slugs of `communities.csv`.
        package let communities: [String]
        /// A code of `CountsAs`, with the points where it takes them.
        package let countsAs: String
        package let points: String?
        package let isBlind: Bool
        package let rubric: String
        package let opens: DemoWorld.Moment
        package let due: DemoWorld.Moment
        package let wordsLeast: Int
        package let wordsMost: Int
        package let latePolicy: LateRule
    }

    package let code: String
    package let title: String
    package let isExample: Bool
    package let notice: String
    package let zone: String
    package let days: Int
    package let sections: [Section]
    package let explorations: [Exploration]
}
