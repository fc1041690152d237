import Domain
import Foundation
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

    @Test func `the office and operators open a text, for which the record has a reason`() {
        for relation in Relation.allCases {
            for capacity in [Standing.Capacity.learner, .instructor, .none] {
                #expect(!allows(.openAppeal, capacity, relation))
            }
        }
        #expect(allows(.openAppeal, .coordinator, .sameOffering))
        #expect(allows(.openAppeal, .operator, .sameOffering))
        #expect(!allows(.readSubmission, .operator, .sameOffering))
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

    private let school = ID<Institution>(rawValue: UUID())
    private let me = ID<Person>(rawValue: UUID())

    private func actor(_ roles: Set<Role> = [], scopes: Set<TokenScope>? = nil) -> Actor {
        Actor(
            institution: school, identity: .person(me), roles: roles, scopes: scopes,
            requestID: "test")
    }

    @Test func `what one may not see is not found, what one may see is refused`() {
        let member = Ties(enrolledAs: .learner)

        #expect(throws: NotFound.self) { try Policy.check(.editExploration, by: actor()) }
        #expect(throws: Policy.Refusal.notAllowed) {
            try Policy.check(.editExploration, by: actor(), member)
        }
        #expect(throws: NotFound.self) { try Policy.check(.submit, by: actor(), member) }
    }

    @Test func `a token allows no more than its scopes`() throws {
        let own = Ties(enrolledAs: .learner, isOwn: true)

        try Policy.check(.readDraft, by: actor(scopes: [.read]), own)
        #expect(throws: Policy.Refusal.insufficientScope) {
            try Policy.check(.submit, by: actor(scopes: [.read]), own)
        }
    }

    @Test func `a recusal comes before being named, and another's name before nobody's`() {
        let other = ID<Person>(rawValue: UUID())
        func reads(_ work: Ties.Work) -> Bool {
            Policy.allows(.readSubmission, by: actor(), Ties(enrolledAs: .instructor, work: work))
        }

        #expect(reads(Ties.Work(reader: me, isRecused: false)))
        #expect(reads(Ties.Work(reader: nil, isRecused: false)))
        #expect(!reads(Ties.Work(reader: other, isRecused: false)))
        #expect(!reads(Ties.Work(reader: me, isRecused: true)))
    }

    @Test
    func `an appointed coordinator stands in every offering, an appointed instructor in none`() {
        #expect(Policy.allows(.readGradebook, by: actor([.coordinator])))
        #expect(!Policy.allows(.readGradebook, by: actor([.instructor])))
        #expect(Policy.allows(.createOffering, by: actor([.instructor])))
    }
}
