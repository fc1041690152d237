import Domain
import Testing

@Suite struct EnrollmentEffectsTests {
    private static let table: [(EnrollmentState, String)] = [
        (.enrolled, "of_exploration alias reminders statistics submits grade"),
        (.addedLate, "from_start alias reminders statistics submits grade"),
        (.auditing, "of_exploration alias reminders - submits AU"),
        (.onLeave, "none alias - - - NR"),
        (.withdrawn, "none alias - - - W"),
        (.dropped, "none alias - - - none"),
    ]

    @Test(arguments: table)
    func `each state does what the table says`(state: EnrollmentState, row: String) {
        let effects = state.effects

        let found = [
            effects.dueTimes.rawValue, effects.showsAlias ? "alias" : "-",
            effects.getsReminders ? "reminders" : "-", effects.inStatistics ? "statistics" : "-",
            effects.maySubmit ? "submits" : "-", effects.exportLine.rawValue,
        ]

        #expect(found.joined(separator: " ") == row)
    }

    @Test func `the table has every state`() {
        #expect(
            Self.table.map(\.0.rawValue).sorted()
                == EnrollmentState.allCases.map(\.rawValue).sorted())
    }
}
