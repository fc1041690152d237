package import Foundation

/// A task that an instructor sets: communities, prompt, due time, rubric, how it counts.
package struct Exploration: Sendable, Equatable {
    package enum State: String, Sendable, Codable, CaseIterable {
        case draft, published, withdrawn
    }

    package let id: ID<Exploration>
    package let offering: ID<Offering>
    package let position: Int
    package let title: String
    package let prompt: String
    package let communities: [ID<Community>]
    package let countsAs: CountsAs
    /// Readers see a code instead of a name or an alias.
    package let isBlind: Bool
    package let rubricVersion: ID<RubricVersion>?
    package let opensAt: Date
    package let dueAt: Date
    package let wordsLeast: Int?
    package let wordsMost: Int?
    package internal(set) var state: State
    package internal(set) var publishedAt: Date?
    package let version: Int

    package init(
        id: ID<Exploration>, offering: ID<Offering>, position: Int, title: String,
        prompt: String, communities: [ID<Community>], countsAs: CountsAs = .completion,
        isBlind: Bool = false, rubricVersion: ID<RubricVersion>? = nil, opensAt: Date,
        dueAt: Date, wordsLeast: Int? = nil, wordsMost: Int? = nil, state: State = .draft,
        publishedAt: Date? = nil, version: Int = 1
    ) {
        self.id = id
        self.offering = offering
        self.position = position
        self.title = title
        self.prompt = prompt
        self.communities = communities
        self.countsAs = countsAs
        self.isBlind = isBlind
        self.rubricVersion = rubricVersion
        self.opensAt = opensAt
        self.dueAt = dueAt
        self.wordsLeast = wordsLeast
        self.wordsMost = wordsMost
        self.state = state
        self.publishedAt = publishedAt
        self.version = version
    }
}
