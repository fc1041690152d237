import Domain
import Testing

@Suite struct PolicyTests {
    private func allows(
        _ verb: Verb, _ capacity: Standing.Capacity, _ relation: Relation
    ) -> Bool {
        Policy.decide(verb, Standing(capacity: capacity, relation: relation)) == .allow
    }

    @Test(arguments: Verb.allCases)
    func `nothing crosses institutions, and every verb has a row`(verb: Verb) {
        #expect(Policy.table[verb] != nil)
        #expect(Standing.Capacity.allCases.allSatisfy { !allows(verb, $0, .otherInstitution) })
    }

    @Test func `coordinators see states, grades and receipts, not texts`() {
        for relation in Relation.allCases {
            #expect(!allows(.readSubmission, .coordinator, relation))
            #expect(!allows(.readReleased, .coordinator, relation))
            #expect(!allows(.readFeedbackDraft, .coordinator, relation))
        }
        #expect(allows(.readReceipt, .coordinator, .sameOffering))
        #expect(allows(.readGradebook, .coordinator, .sameOffering))
    }

    @Test func `nobody but the learner reads a draft`() {
        for capacity in Standing.Capacity.allCases {
            for relation in Relation.allCases {
                #expect(
                    allows(.readDraft, capacity, relation)
                        == (capacity == .learner && relation == .own))
            }
        }
    }

    @Test func `instructors read where they are named or nobody is, never when recused`() {
        let readable = Relation.allCases.filter { allows(.readSubmission, .instructor, $0) }
        let assessed = Relation.allCases.filter { allows(.recordGrade, .instructor, $0) }

        #expect(readable == [.named, .unnamed])
        #expect(!assessed.contains(.recused))
    }

    @Test func `what one may not see is not found, what one may see is refused`() {
        let stranger = Standing(capacity: .learner, relation: .otherOffering)
        let member = Standing(capacity: .learner, relation: .sameOffering)

        #expect(throws: NotFound.self) { try Policy.check(.editExploration, stranger) }
        #expect(throws: Policy.Refusal.notAllowed) { try Policy.check(.editExploration, member) }
        #expect(throws: NotFound.self) { try Policy.check(.submit, member) }
    }
}
