import Domain
import Foundation
import Store

/// How a rule counts.
enum GradeRuleKind: String, Codable, CaseIterable {
    /// Assignments that are complete.
    case completions
    /// Thousandths of the reachable points.
    case points
    /// The share of the points is the grade itself.
    case percent
}

/// From how much on a mark is given.
struct GradeStepBody: Codable {
    let mark: String
    let atLeast: Int
}

struct GradeRuleSent: Decodable {
    let kind: GradeRuleKind
    /// From best to least; none for percent.
    let steps: [GradeStepBody]?
    /// The mark for the rest; none for percent.
    let below: String?

    func rule() throws -> GradeRule {
        guard kind != .percent else {
            guard steps == nil, below == nil else {
                throw Invalid("/steps", "unexpected", "Leave steps and below out for percent.")
            }
            return .percent
        }
        guard let steps, let below else {
            throw Missing.fields([("steps", steps != nil), ("below", below != nil)])
        }
        let all = steps.map { GradeRule.Step(mark: $0.mark, atLeast: $0.atLeast) }
        return kind == .points ? .points(all, below: below) : .completions(all, below: below)
    }
}

struct GradeRuleBody: Encodable {
    let sectionId: ID<Section>
    let number: Int
    let kind: GradeRuleKind
    let steps: [GradeStepBody]?
    let below: String?
    /// As learners read it.
    let sentence: String
    let setAt: Date

    init(_ record: GradeRuleRecord) {
        sectionId = record.section
        number = record.number
        sentence = record.rule.sentence
        setAt = record.setAt
        switch record.rule {
        case .percent: (kind, steps, below) = (.percent, nil, nil)
        case .points(let all, let rest):
            (kind, steps, below) = (.points, all.map(GradeStepBody.init), rest)
        case .completions(let all, let rest):
            (kind, steps, below) = (.completions, all.map(GradeStepBody.init), rest)
        }
    }
}

extension GradeStepBody {
    init(_ step: GradeRule.Step) {
        self.init(mark: step.mark, atLeast: step.atLeast)
    }
}
