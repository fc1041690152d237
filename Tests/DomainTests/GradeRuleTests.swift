import Domain
import Testing

@Suite struct GradeRuleTests {
    private let pass = GradeRule.completions([GradeRule.Step(mark: "P", atLeast: 2)], below: "F")

    private func piece(
        _ title: String, _ countsAs: CountsAs, _ grade: Grade?
    ) -> CourseGradeResult.Piece {
        CourseGradeResult.Piece(title: title, countsAs: countsAs, grade: grade)
    }

    @Test func `enough complete assignments pass, with a sentence that says why`() {
        let pieces = [
            piece("One", .completion, .complete), piece("Two", .completion, .complete),
            piece("Three", .completion, .incomplete), piece("Four", .completion, .excused),
            piece("Five", .notCounted, nil),
        ]

        #expect(
            pass.grade(pieces, state: .enrolled)
                == .grade(
                    .mark("P"),
                    explanation: "P: 2 of 3 assignments complete. "
                        + "P needs 2 assignments complete; otherwise F. "
                        + "1 excused, so each step asks for as many fewer."))
    }

    @Test func `being excused fails nobody`() {
        let rule = GradeRule.completions([GradeRule.Step(mark: "P", atLeast: 3)], below: "F")
        func mark(_ done: Int, excused: Int) -> CourseGrade? {
            let pieces =
                (0..<done).map { piece("done \($0)", .completion, .complete) }
                + (0..<excused).map { piece("excused \($0)", .completion, .excused) }
            guard case .grade(let grade, _) = rule.grade(pieces, state: .enrolled) else {
                return nil
            }
            return grade
        }

        #expect(mark(3, excused: 0) == .mark("P"))
        #expect(mark(2, excused: 1) == .mark("P"))
        #expect(mark(2, excused: 0) == .mark("F"))
        #expect(mark(0, excused: 3) == .mark("P"))
    }

    @Test func `missing pieces are named in the place of a grade`() {
        let pieces = [piece("One", .completion, .complete), piece("Two", .completion, nil)]

        #expect(pass.grade(pieces, state: .enrolled) == .missing(["Two"]))
    }

    @Test func `the limit itself is enough and no rounding lifts anyone over it`() {
        let worth = CountsAs.points(Points(thousandths: 3000))
        let rule = GradeRule.points([GradeRule.Step(mark: "H", atLeast: 900)], below: "P")
        func mark(_ earned: Int) -> CourseGrade? {
            let pieces = [piece("One", worth, .points(Points(thousandths: earned)))]
            guard case .grade(let grade, _) = rule.grade(pieces, state: .enrolled) else {
                return nil
            }
            return grade
        }

        #expect(mark(2700) == .mark("H"))
        #expect(mark(2699) == .mark("P"))
    }

    @Test func `two thirds are 66,667 percent`() {
        let pieces = [
            piece("One", .points(Points(thousandths: 3000)), .points(Points(thousandths: 2000)))
        ]

        let result = GradeRule.percent.grade(pieces, state: .enrolled)

        guard case .grade(let grade, _) = result else {
            Issue.record("no grade")
            return
        }
        #expect(grade.code == "66.667")
    }

    @Test(arguments: [
        (EnrollmentState.withdrawn, "W"), (.auditing, "AU"), (.onLeave, "NR"), (.dropped, "NR"),
    ])
    func `the state of the enrollment comes before what was earned`(
        state: EnrollmentState, code: String
    ) {
        guard case .grade(let grade, _) = pass.grade([], state: state) else {
            Issue.record("no grade")
            return
        }
        #expect(grade.code == code)
    }

    @Test func `a rule keeps to the marks of the basis and to falling steps`() {
        let steps = [GradeRule.Step(mark: "P", atLeast: 2), GradeRule.Step(mark: "H", atLeast: 3)]

        #expect(throws: Never.self) { try pass.check(.passFail) }
        #expect(throws: GradeRule.Refusal.markNotOfBasis) { try pass.check(.credit) }
        #expect(throws: GradeRule.Refusal.stepsNotFalling) {
            try GradeRule.completions(steps, below: "F").check(.honors)
        }
    }

    @Test func `the outlook says what each step still asks for`() {
        let honors = GradeRule.completions(
            [
                GradeRule.Step(mark: "H", atLeast: 4), GradeRule.Step(mark: "HP", atLeast: 3),
                GradeRule.Step(mark: "P", atLeast: 1),
            ], below: "F")
        let pieces = [
            piece("One", .completion, .complete), piece("Two", .completion, nil),
            piece("Three", .completion, .excused), piece("Four", .completion, .incomplete),
        ]

        #expect(
            honors.outlook(pieces) == [
                "H: 2 more to complete, 1 open so far.",
                "HP: 1 more to complete, 1 open.", "P: reached.",
            ])
    }

    @Test func `the outlook of points counts what is still open`() {
        let worth = CountsAs.points(Points(thousandths: 10_000))
        let rule = GradeRule.points(
            [GradeRule.Step(mark: "H", atLeast: 950), GradeRule.Step(mark: "P", atLeast: 500)],
            below: "F")
        let pieces = [
            piece("One", worth, .points(Points(thousandths: 8_500))), piece("Two", worth, nil),
        ]

        #expect(
            rule.outlook(pieces) == [
                "H: 10.5 more points, 10 open so far.", "P: 1.5 more points, 10 open.",
            ])
        #expect(GradeRule.percent.outlook(pieces) == ["8.5 of 20 points so far, 10 still open."])
    }

    @Test func `nothing that counts is no grade, whatever the rule`() {
        for rule in [
            pass, .percent, .points([GradeRule.Step(mark: "P", atLeast: 500)], below: "F"),
        ] {
            let result = rule.grade([piece("One", .notCounted, nil)], state: .enrolled)
            #expect(result == .missing(["any exploration that counts"]))
        }
    }
}
