/// What an enrollment's state does elsewhere. `EnrollmentState.effects` is the table.
package struct EnrollmentEffects: Sendable, Equatable {
    package enum DueTimes: String, Sendable {
        case ofExploration = "of_exploration"
        /// The time that everyone had from the opening, counted from the learner's start.
        case fromStart = "from_start"
        case none
    }

    package enum ExportLine: String, Sendable {
        case grade
        /// W, whatever was earned.
        case withdrawn = "W"
        /// AU, whatever was earned.
        case audited = "AU"
        /// NR, unless an incomplete was recorded.
        case notReported = "NR"
        case none
    }

    package let dueTimes: DueTimes
    /// The alias stays taken in every state; here: whether it still shows beside posts.
    package let showsAlias: Bool
    package let getsReminders: Bool
    package let inStatistics: Bool
    package let maySubmit: Bool
    package let exportLine: ExportLine

    package init(
        dueTimes: DueTimes, showsAlias: Bool, getsReminders: Bool, inStatistics: Bool,
        maySubmit: Bool, exportLine: ExportLine
    ) {
        self.dueTimes = dueTimes
        self.showsAlias = showsAlias
        self.getsReminders = getsReminders
        self.inStatistics = inStatistics
        self.maySubmit = maySubmit
        self.exportLine = exportLine
    }
}

extension EnrollmentState {
    package var effects: EnrollmentEffects {
        switch self {
        case .enrolled:
            EnrollmentEffects(
                dueTimes: .ofExploration, showsAlias: true, getsReminders: true,
                inStatistics: true, maySubmit: true, exportLine: .grade)
        case .addedLate:
            EnrollmentEffects(
                dueTimes: .fromStart, showsAlias: true, getsReminders: true,
                inStatistics: true, maySubmit: true, exportLine: .grade)
        case .auditing:
            EnrollmentEffects(
                dueTimes: .ofExploration, showsAlias: true, getsReminders: true,
                inStatistics: false, maySubmit: true, exportLine: .audited)
        case .onLeave:
            EnrollmentEffects(
                dueTimes: .none, showsAlias: true, getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .notReported)
        case .withdrawn:
            EnrollmentEffects(
                dueTimes: .none, showsAlias: true, getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .withdrawn)
        case .dropped:
            EnrollmentEffects(
                dueTimes: .none, showsAlias: true, getsReminders: false,
                inStatistics: false, maySubmit: false, exportLine: .none)
        }
    }
}
