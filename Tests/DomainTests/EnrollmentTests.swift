import Domain
import Foundation
import Testing

@Suite struct EnrollmentTests {
    private let section: ID<Section> = Samples.id(20)

    private func day(_ number: Int) -> Day {
        Day(year: 2027, month: 3, day: number) ?? Day(of: .now, in: .gmt)
    }

    private func change(
        _ state: EnrollmentState, _ section: ID<Section>?, on number: Int
    ) -> EnrollmentChange {
        EnrollmentChange(
            id: Samples.id(UInt8(number)), state: state, section: section,
            effectiveOn: day(number), recordedAt: Samples.opens, recordedBy: nil)
    }

    private func enrollment(_ role: Role = .learner) -> Enrollment {
        var enrollment = Enrollment(
            id: Samples.id(4), offering: Samples.id(2), person: Samples.id(5), role: role,
            section: section, state: .enrolled, startsOn: day(1))
        enrollment.record(change(.enrolled, section, on: 1))
        return enrollment
    }

    @Test func `the history keeps what held on each day`() throws {
        var enrollment = enrollment()

        try enrollment.change(change(.onLeave, section, on: 5))
        try enrollment.change(change(.enrolled, section, on: 9))
        try enrollment.change(change(.withdrawn, section, on: 12))

        #expect(enrollment.state == .withdrawn)
        #expect(
            [1, 4, 5, 8, 9, 12].map { enrollment.state(on: day($0)) }
                == [.enrolled, .enrolled, .onLeave, .onLeave, .enrolled, .withdrawn])
        #expect(enrollment.state(on: Day(year: 2027, month: 2, day: 28) ?? day(1)) == nil)
    }

    @Test func `someone added late takes part from that day, and a move of section keeps it`()
        throws
    {
        var enrollment = enrollment()

        try enrollment.change(change(.addedLate, section, on: 6))
        #expect(enrollment.startsOn == day(6))
        try enrollment.change(change(.addedLate, Samples.id(21), on: 9))

        #expect(enrollment.startsOn == day(6))
        #expect(enrollment.section == Samples.id(21))
    }

    @Test func `what says nothing new, goes back in time, or loses the section is refused`() throws
    {
        var enrollment = enrollment()
        try enrollment.change(change(.onLeave, section, on: 5))

        #expect(throws: Enrollment.Refusal.alreadyInState) {
            try enrollment.change(change(.onLeave, section, on: 6))
        }
        #expect(throws: Enrollment.Refusal.beforeLatestChange) {
            try enrollment.change(change(.enrolled, section, on: 4))
        }
        #expect(throws: Enrollment.Refusal.learnerNeedsSection) {
            try enrollment.change(change(.enrolled, nil, on: 6))
        }
        #expect(enrollment.history.count == 2)
    }

    @Test(arguments: EnrollmentState.allCases)
    func `staff are enrolled or withdrawn, and nothing else`(state: EnrollmentState) {
        var teacher = enrollment(.instructor)

        if state == .withdrawn {
            #expect(throws: Never.self) { try teacher.change(change(state, section, on: 5)) }
        } else {
            let expected: Enrollment.Refusal =
                state == .enrolled ? .alreadyInState : .staffState
            #expect(throws: expected) { try teacher.change(change(state, section, on: 5)) }
        }
    }
}
