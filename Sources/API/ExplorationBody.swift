import Domain
import Foundation
import Store

/// A late policy as it is sent and answered. Shares are thousandths of the whole.
struct LatePolicyBody: Codable {
    let kind: LatePolicy.Kind
    let graceMinutes: Int?
    let deductionThousandths: Int?
    let floorThousandths: Int?
    let closesAfterMinutes: Int?
    let takesLastDraft: Bool?
    /// Only answered.
    var number: Int?
    var sentence: String?

    init(_ policy: LatePolicy) {
        kind = policy.kind
        graceMinutes = policy.graceMinutes
        deductionThousandths = policy.deduction.thousandths
        floorThousandths = policy.floor.thousandths
        closesAfterMinutes = policy.closesAfterMinutes
        takesLastDraft = policy.takesLastDraft
        number = policy.number
        sentence = policy.sentence
    }

    var policy: LatePolicy {
        LatePolicy(
            kind: kind, graceMinutes: graceMinutes ?? 0,
            deduction: Share(thousandths: deductionThousandths ?? 0),
            floor: Share(thousandths: floorThousandths ?? 0),
            closesAfterMinutes: closesAfterMinutes, takesLastDraft: takesLastDraft ?? false)
    }
}

struct ExplorationBody: Encodable {
    let id: ID<Exploration>
    let offeringId: ID<Offering>
    let position: Int
    let title: String
    let prompt: String
    let communityIds: [ID<Community>]
    let countsAs: String
    let points: Points?
    let isBlind: Bool
    let rubricVersionId: ID<RubricVersion>?
    let opensAt: Date
    let dueAt: Date
    let wordsLeast: Int?
    let wordsMost: Int?
    let state: Exploration.State
    let publishedAt: Date?
    let latePolicy: LatePolicyBody

    init(_ record: ExplorationRecord) {
        let exploration = record.exploration
        id = exploration.id
        offeringId = exploration.offering
        position = exploration.position
        title = exploration.title
        prompt = exploration.prompt
        communityIds = exploration.communities
        countsAs = exploration.countsAs.code
        points = exploration.countsAs.worth
        isBlind = exploration.isBlind
        rubricVersionId = exploration.rubricVersion
        opensAt = exploration.opensAt
        dueAt = exploration.dueAt
        wordsLeast = exploration.wordsLeast
        wordsMost = exploration.wordsMost
        state = exploration.state
        publishedAt = exploration.publishedAt
        latePolicy = LatePolicyBody(record.latePolicy)
    }
}

/// What an instructor sends: all that has no default for a new one, anything for an edit.
struct ExplorationEdit: Decodable {
    let title: String?
    let prompt: String?
    let communityIds: [ID<Community>]?
    let countsAs: String?
    let points: Points?
    let isBlind: Bool?
    let rubricVersionId: Clearable<ID<RubricVersion>>
    let opensAt: Date?
    let dueAt: Date?
    let wordsLeast: Clearable<Int>
    let wordsMost: Clearable<Int>
    let latePolicy: LatePolicyBody?

    /// Of a new exploration.
    func content() throws -> Exploration.Content {
        guard let title, let prompt, let opensAt, let dueAt else {
            throw Missing.fields([
                ("title", title != nil), ("prompt", prompt != nil),
                ("opens_at", opensAt != nil), ("due_at", dueAt != nil),
            ])
        }
        return Exploration.Content(
            title: title, prompt: prompt, communities: communityIds ?? [],
            countsAs: try counts() ?? .completion, isBlind: isBlind ?? false,
            rubricVersion: rubricVersionId.over(nil), opensAt: opensAt, dueAt: dueAt,
            wordsLeast: wordsLeast.over(nil), wordsMost: wordsMost.over(nil),
            latePolicy: latePolicy?.policy ?? LatePolicy())
    }

    func content(over old: ExplorationRecord) throws -> Exploration.Content {
        let was = old.exploration
        return Exploration.Content(
            title: title ?? was.title, prompt: prompt ?? was.prompt,
            communities: communityIds ?? was.communities,
            countsAs: try counts() ?? was.countsAs, isBlind: isBlind ?? was.isBlind,
            rubricVersion: rubricVersionId.over(was.rubricVersion), opensAt: opensAt ?? was.opensAt,
            dueAt: dueAt ?? was.dueAt, wordsLeast: wordsLeast.over(was.wordsLeast),
            wordsMost: wordsMost.over(was.wordsMost),
            latePolicy: latePolicy?.policy ?? old.latePolicy)
    }

    private func counts() throws -> CountsAs? {
        guard countsAs != nil || points != nil else { return nil }
        guard let counts = CountsAs(code: countsAs ?? "points", worth: points) else {
            throw Invalid(
                "/counts_as", "unknown-value",
                "Give completion, not_counted, or points together with points above 0.")
        }
        return counts
    }
}
