import Domain
import Foundation
import Testing

@Suite struct CourseStandingTests {
    private let pass = GradeRule.completions([GradeRule.Step(mark: "P", atLeast: 1)], below: "F")

    private func recorded(
        _ sequence: Int64, _ grade: CourseGrade, _ reason: GradeEntry.Reason
    ) -> CourseStanding.Recorded {
        CourseStanding.Recorded(
            sequence: sequence,
            entry: GradeEntry(
                offering: Samples.id(2), enrollment: Samples.id(4), assignment: nil,
                grade: .course(grade), reason: reason, recordedBy: Samples.id(10),
                approvedBy: nil, recordedAt: Samples.due))
    }

    private func standing(
        _ recorded: [CourseStanding.Recorded] = [], state: EnrollmentState = .enrolled,
        approved: CourseGrade? = nil
    ) -> CourseStanding {
        CourseStanding(
            state: state, basis: .passFail, rule: pass,
            pieces: [
                CourseGradeResult.Piece(title: "One", countsAs: .completion, grade: .complete)
            ], recorded: recorded,
            approval: approved.map {
                CourseStanding.Approval(
                    sequence: 1, grade: $0, by: Samples.id(10), at: Samples.due)
            })
    }

    private func grade(_ standing: CourseStanding, on day: Day) -> CourseGrade? {
        guard case .grade(let grade, _) = standing.candidate(on: day) else { return nil }
        return grade
    }

    private let may = Day("2027-05-01") ?? Day(of: Samples.due, in: .gmt)
    private let june = Day("2027-06-01") ?? Day(of: Samples.due, in: .gmt)

    @Test func `an incomplete holds until its day and lapses on it`() {
        let incomplete = recorded(1, .incomplete(lapsesOn: june, to: "F"), .correction)
        let standing = standing([incomplete], approved: .incomplete(lapsesOn: june, to: "F"))

        #expect(grade(standing, on: may)?.code == "I")
        #expect(standing.isApproved(on: may))
        #expect(standing.reason(on: may) == .approved)
        #expect(grade(standing, on: june) == .mark("F"))
        #expect(!standing.isApproved(on: june))
        #expect(standing.reason(on: june) == .lapsed)
    }

    @Test func `a grade by hand holds over the computed one, until that is taken up again`() {
        let hand = [recorded(1, .mark("F"), .appeal), recorded(2, .mark("F"), .approved)]

        #expect(grade(standing(hand), on: may) == .mark("F"))
        let again = hand + [recorded(3, .mark("P"), .computed)]
        #expect(grade(standing(again), on: may) == .mark("P"))
        #expect(standing(again, approved: .mark("P")).isApproved(on: may))
        #expect(!standing(again, approved: .mark("F")).isApproved(on: may))
    }

    @Test func `the enrollment's state comes before a grade by hand, but for an I on leave`() {
        let mark = [recorded(1, .mark("P"), .correction)]
        let incomplete = [recorded(1, .incomplete(lapsesOn: june, to: "F"), .correction)]

        #expect(grade(standing(mark, state: .withdrawn), on: may) == .withdrawn)
        #expect(grade(standing(mark, state: .auditing), on: may) == .audited)
        #expect(grade(standing(mark, state: .onLeave), on: may) == .notReported)
        #expect(grade(standing(incomplete, state: .onLeave), on: may)?.code == "I")
    }

    @Test func `what is recorded by hand keeps to the basis, and an I lies ahead`() {
        let incomplete = CourseGrade.incomplete(lapsesOn: june, to: "F")

        #expect(throws: Never.self) { try incomplete.check(.passFail, on: may) }
        #expect(throws: CourseGrade.Refusal.lapseNotAhead) {
            try incomplete.check(.passFail, on: june)
        }
        #expect(throws: CourseGrade.Refusal.gradeNotOfBasis) {
            try incomplete.check(.credit, on: may)
        }
        #expect(throws: CourseGrade.Refusal.gradeNotOfBasis) {
            try CourseGrade.mark("H").check(.passFail, on: may)
        }
        #expect(throws: CourseGrade.Refusal.followsEnrollment) {
            try CourseGrade.withdrawn.check(.passFail, on: may)
        }
    }

    @Test func `work that closed with nothing handed in isn't done, and excused work is left out`()
    {
        func piece(
            _ state: Assignment.State, _ grade: Grade? = nil, isOver: Bool = false
        ) -> CourseGradeResult.Piece {
            CourseGradeResult.Piece(
                title: "One", countsAs: .completion, state: state, recorded: grade,
                isOver: isOver)
        }

        #expect(piece(.missing).grade == .incomplete)
        #expect(piece(.missing, .complete).grade == .complete)
        #expect(piece(.excused, .complete).grade == .excused)
        #expect(piece(.submitted, isOver: true).grade == nil)
        #expect(piece(.returned).grade == nil)
        #expect(piece(.returned, isOver: true).grade == .incomplete)
    }

    @Test func `what lateness took stands in the sentence`() {
        let worth = CountsAs.points(Points(thousandths: 20_000))
        let grade = Grade.points(Points(thousandths: 16_500))

        #expect(
            grade.sentence(worth, reason: .released, earned: Points(thousandths: 18_500))
                == "16.5 of 20 points: 18.5 earned, 2 taken for lateness.")
        #expect(
            grade.sentence(worth, reason: .appeal, earned: nil)
                == "16.5 of 20 points. Changed on appeal.")
    }

    @Test(arguments: [
        (CourseGrade.mark("HP"), GradingBasis.honors, true), (.mark("HP"), .passFail, false),
        (.percent(Points(thousandths: 85_500)), .percent, true),
        (.percent(Points(thousandths: 85_500)), .letters, false), (.withdrawn, .credit, true),
    ])
    func `a grade is of the bases that know it`(
        grade: CourseGrade, basis: GradingBasis, isOf: Bool
    ) {
        #expect(grade.isOf(basis) == isOf)
    }

    @Test func `a grade by hand doesn't follow its learner into another basis`() {
        let entry = GradeEntry(
            offering: Samples.id(2), enrollment: Samples.id(4), assignment: nil,
            grade: .course(.mark("HP")), reason: .correction, recordedBy: Samples.id(10),
            approvedBy: nil, recordedAt: Samples.opens)
        func standing(_ basis: GradingBasis) -> CourseStanding {
            CourseStanding(
                state: .enrolled, basis: basis, rule: nil, pieces: [],
                recorded: [CourseStanding.Recorded(sequence: 1, entry: entry)], approval: nil)
        }

        #expect(standing(.honors).byHand == entry)
        #expect(standing(.passFail).byHand == nil)
    }

    @Test func `no percentage is over a hundred`() throws {
        let may = try #require(Day("2027-05-01"))
        #expect(throws: CourseGrade.Refusal.gradeNotOfBasis) {
            try CourseGrade.percent(Points(thousandths: 855_000)).check(.percent, on: may)
        }
    }
}
