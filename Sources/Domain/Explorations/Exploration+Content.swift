package import Foundation

extension Exploration {
    /// What an instructor writes of an exploration, before it is checked.
    package struct Content: Sendable, Equatable {
        package var title: String
        package var prompt: String
        package var communities: [ID<Community>]
        package var countsAs: CountsAs
        package var isBlind: Bool
        package var rubricVersion: ID<RubricVersion>?
        package var opensAt: Date
        package var dueAt: Date
        package var wordsLeast: Int?
        package var wordsMost: Int?
        package var latePolicy: LatePolicy

        package init(
            title: String, prompt: String, communities: [ID<Community>],
            countsAs: CountsAs = .completion, isBlind: Bool = false,
            rubricVersion: ID<RubricVersion>? = nil, opensAt: Date, dueAt: Date,
            wordsLeast: Int? = nil, wordsMost: Int? = nil, latePolicy: LatePolicy = LatePolicy()
        ) {
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
            self.latePolicy = latePolicy
        }
    }

    package enum Refusal: String, Refusing {
        /// What readers and learners rely on since the publication can't change.
        case alreadyPublished = "already-published"
        case dueOnlyLater = "due-only-later"
        case wordsOnlyWider = "words-only-wider"
        case withdrawn = "exploration-withdrawn"
        case notPublished = "not-published"
        case alreadyGraded = "already-graded"
        case noCommunity = "no-community"
        case communityNotObservable = "community-not-observable"
        case accountNotArranged = "account-not-arranged"
    }

    /// The content of one that is stored, under the policy that holds.
    package func content(_ policy: LatePolicy) -> Content {
        Content(
            title: title, prompt: prompt, communities: communities, countsAs: countsAs,
            isBlind: isBlind, rubricVersion: rubricVersion, opensAt: opensAt, dueAt: dueAt,
            wordsLeast: wordsLeast, wordsMost: wordsMost, latePolicy: policy)
    }
}

extension Exploration.Content {
    /// Every fault of form at once, each at its field.
    package func check() throws {
        var faults: [Invalid.Fault] = []
        func require(_ holds: Bool, _ pointer: String, _ code: String, _ detail: String) {
            guard !holds else { return }
            faults.append(Invalid.Fault(pointer: pointer, code: code, detail: detail))
        }
        require(
            !title.isEmpty && title.isAtMost(200), "/title", "length",
            "Give 1 to 200 characters.")
        require(
            !prompt.isEmpty && prompt.isAtMost(20_000), "/prompt", "length",
            "Give 1 to 20,000 characters.")
        require(dueAt > opensAt, "/due_at", "before-opening", "Choose a time after the opening.")
        for (time, pointer) in [(opensAt, "/opens_at"), (dueAt, "/due_at")] {
            require(
                Era.holds(time), pointer, "out-of-range", "Choose a time from 1900 to 2999.")
        }
        require(
            dueAt.timeIntervalSince(opensAt) <= Self.longest, "/due_at", "out-of-range",
            "Choose a time within ten years of the opening.")
        require(
            Set(communities).count == communities.count, "/community_ids", "repeated",
            "Name each community once.")
        require(
            wordsLeast.map(Self.words.contains) ?? true, "/words_least", "out-of-range",
            "Give 0 to 1,000,000.")
        require(
            wordsMost.map { $0 >= max(1, wordsLeast ?? 1) } ?? true, "/words_most", "below-least",
            "Give no fewer than the least, and at least 1.")
        require(
            wordsMost.map(Self.words.contains) ?? true, "/words_most", "out-of-range",
            "Give 0 to 1,000,000.")
        require(
            countsAs.worth.map { $0 <= Self.mostPoints } ?? true, "/points", "out-of-range",
            "Give at most \(Self.mostPoints) points.")
        do throws(LatePolicy.Refusal) {
            try latePolicy.check()
        } catch {
            require(false, "/late_policy", error.rawValue, error.advice)
        }
        guard faults.isEmpty else { throw Invalid(faults) }
    }

    private static let words = 0...1_000_000
    /// Ten years: accommodations give up to ten times as long.
    private static let longest: TimeInterval = 3650 * 86_400
    private static let mostPoints = Points(thousandths: 1_000_000_000)

    /// Refuses what would disfavor a learner of a published exploration.
    package func check(replacing old: Self) throws(Exploration.Refusal) {
        guard countsAs == old.countsAs, isBlind == old.isBlind,
            rubricVersion == old.rubricVersion, opensAt == old.opensAt,
            Set(communities).isSuperset(of: old.communities)
        else { throw .alreadyPublished }
        guard dueAt >= old.dueAt else { throw .dueOnlyLater }
        guard wordsLeast ?? 0 <= old.wordsLeast ?? 0,
            wordsMost ?? .max >= old.wordsMost ?? .max
        else { throw .wordsOnlyWider }
    }
}

extension LatePolicy.Refusal {
    fileprivate var advice: String {
        switch self {
        case .disfavorsLearner: "A later policy may only favor the learner."
        case .outOfRange:
            "Minutes are 0 to 525600, a year; no share is more than the whole."
        case .flagCosts: "What is only marked as late costs nothing: leave the deduction out."
        case .costsNothing: "Say what lateness costs, or only mark it."
        case .lastDraftNeedsClose: "Say when it closes, or don't take the last draft."
        }
    }
}

extension Community {
    /// Whether learners may be sent there: never where the owner declined, where only members read,
    /// or before staff have looked at it.
    package static func isObservable(_ status: Status, _ access: Access) -> Bool {
        [.public, .account].contains(access)
            && [.active, .dormant, .moved, .archived].contains(status)
    }
}
